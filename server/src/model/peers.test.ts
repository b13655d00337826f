/** Peers and choices of pods within others: each kind of peer, and each operator of a requirement. */

import { describe, expect, it } from "vitest";
import type { Site, Sourced } from "../base/source.js";
import { arePeersWithin, arePodsWithin } from "./peers.js";
import type { PeerReading, PodsPeer, RuleReading } from "./reading.js";
import { NAMESPACE_NAME } from "./scope.js";
import type { LabelSelector, Operator } from "./selector.js";

const AT: Site = { document: 0, node: 0, part: "value" };
const at = <T>(value: T): Sourced<T> => ({ value, at: AT });

/** `app=web`, `app in a|b`, `app notin a`, `app`, `!app`. */
function requirement(text: string) {
  const [, not, key = "", word, list = ""] = /^(!?)([^\s=]+)(=| in | notin )?(.*)$/.exec(text) ?? [];
  const operator: Operator =
    word === " notin " ? "NotIn" : word !== undefined ? "In" : not === "!" ? "DoesNotExist" : "Exists";
  const values = word === undefined ? [] : list.split("|").map(at);
  return { key: at(key), operator, values, at: AT, written: "matchLabels" } as const;
}

function selector(...texts: string[]): LabelSelector {
  return { at: AT, requirements: texts.map(requirement) };
}

function pods(labels: string[], namespaces: PodsPeer["namespaces"] = "own", others: string[] = []): PodsPeer {
  return {
    type: "pods",
    at: AT,
    selector: selector(...labels),
    namespaces,
    others: others.map(requirement),
    written: {},
  };
}

const block = (cidr: string, ...except: string[]): PeerReading => ({
  type: "block",
  at: AT,
  cidr: at(cidr),
  except: except.map(at),
});
const entity = (name: string): PeerReading => ({ type: "entity", at: AT, name: at(name) });
const name = (text: string): PeerReading => ({ type: "name", at: AT, name: at(text), isPattern: false });
const UNREADABLE: PeerReading = { type: "unreadable", at: AT };

function rule(who: RuleReading["who"], peers: readonly PeerReading[]): RuleReading {
  return {
    at: AT,
    list: "ingress",
    direction: "ingress",
    verdict: "allow",
    index: 0,
    who,
    peers: peers.length === 0 ? [] : [{ key: "from", at: AT, peers, written: {} }],
    ports: [],
    isIcmp: false,
    isNull: false,
    conditions: [],
    written: {},
  };
}

function within(inner: readonly PeerReading[], outer: readonly PeerReading[], spaces = ["shop", "shop"]): boolean {
  return arePeersWithin(
    { rule: rule("listed", inner), namespace: spaces[0] },
    { rule: rule("listed", outer), namespace: spaces[1] },
  );
}

describe("peers of one rule within another's", () => {
  it("are each within one of them", () => {
    expect(within([block("10.1.0.0/16"), entity("host")], [entity("host"), block("10.0.0.0/8")])).toBe(true);
    expect(within([block("10.1.0.0/16"), entity("host")], [block("10.0.0.0/8")])).toBe(false);
  });

  it("are all of them where the other rule names nobody in particular, none where this one does", () => {
    const named = { rule: rule("listed", [UNREADABLE]), namespace: "shop" };
    const everyone = { rule: rule("everyone", []), namespace: "shop" };
    const nobody = { rule: rule("nobody", []), namespace: "shop" };
    expect(arePeersWithin(named, everyone)).toBe(true);
    expect(arePeersWithin(everyone, everyone)).toBe(true);
    expect(arePeersWithin(everyone, named)).toBe(false);
    expect(arePeersWithin(nobody, everyone)).toBe(false);
    expect(arePeersWithin(named, nobody)).toBe(false);
  });

  it("are none for a rule whose list is empty or names nobody", () => {
    expect(within([], [entity("all")])).toBe(false);
    expect(within([entity("none")], [entity("all")])).toBe(false);
    expect(within([entity("none"), entity("host")], [entity("host")])).toBe(true);
  });

  it("are pods with more labels", () => {
    expect(within([pods(["app=web", "tier=a"])], [pods(["app=web"])])).toBe(true);
    expect(within([pods(["app=web"])], [pods(["app=web", "tier=a"])])).toBe(false);
  });

  it("are pods of the policy's namespace where none is said", () => {
    expect(within([pods([])], [pods([])])).toBe(true);
    expect(within([pods([])], [pods([])], ["shop", "ops"])).toBe(false);
    expect(within([pods([])], [pods([], "any")], ["shop", "ops"])).toBe(true);
    expect(within([pods([], "any")], [pods([])])).toBe(false);
    expect(within([pods([])], [pods([], selector(`${NAMESPACE_NAME}=shop`))], ["shop", "ops"])).toBe(true);
    expect(within([pods([], "any")], [pods([], selector(NAMESPACE_NAME))])).toBe(true);
    expect(within([pods([], selector("team=red"))], [pods([], selector("team=blue"))])).toBe(false);
  });

  it("are what is in the cluster, and what is outside", () => {
    expect(within([pods(["app=web"]), entity("host")], [entity("cluster")])).toBe(true);
    expect(within([entity("world")], [entity("cluster")])).toBe(false);
    expect(within([block("0.0.0.0/0"), name("example.com")], [entity("world")])).toBe(true);
    expect(within([pods([])], [entity("world")])).toBe(false);
    expect(within([entity("cluster"), entity("world")], [entity("all")])).toBe(true);
  });

  it("are blocks that no exception touches", () => {
    expect(within([block("10.1.0.0/16")], [block("10.0.0.0/8", "10.2.0.0/16")])).toBe(true);
    expect(within([block("10.1.0.0/16")], [block("10.0.0.0/8", "10.1.2.0/24")])).toBe(false);
    expect(within([block("10.1.0.0/16")], [block("10.0.0.0/8", "nonsense")])).toBe(false);
    expect(within([block("nonsense")], [block("0.0.0.0/0")])).toBe(false);
    expect(within([block("nonsense")], [entity("world")])).toBe(false);
  });

  it("are never told of what no manifest shows", () => {
    expect(within([UNREADABLE], [UNREADABLE])).toBe(false);
    expect(within([name("example.com")], [name("example.com")])).toBe(false);
  });
});

describe("pods of one choice within another's", () => {
  const choice = (labels: string[], namespace?: string, others?: string[]) => ({
    pods: pods(labels, "any", others),
    namespace,
  });

  it.each([
    ["app=a", "app", true],
    ["app", "app=a", false],
    ["app=a", "app in a|b", true],
    ["app in a|b", "app=a", false],
    ["app=a", "app notin b", true],
    ["app=a", "app notin a|b", false],
    ["!app", "app notin a", true],
    ["app notin a|b", "app notin a", true],
    ["app notin a", "app notin a|b", false],
    ["!app", "!app", true],
    ["app notin a", "!app", false],
    ["tier=a", "app=a", false],
  ])("%s within %s: %s", (inner, outer, expected) => {
    expect(arePodsWithin(choice([inner]), choice([outer]))).toBe(expected);
  });

  it("are those of one namespace", () => {
    expect(arePodsWithin(choice([], "shop"), choice([]))).toBe(true);
    expect(arePodsWithin(choice([]), choice([], "shop"))).toBe(false);
    expect(arePodsWithin(choice([], "shop"), choice([], "ops"))).toBe(false);
  });

  it("may be something else than pods where they ask for more than labels", () => {
    expect(arePodsWithin(choice([], undefined, ["reserved:host"]), choice([]))).toBe(false);
    expect(arePodsWithin(choice([], undefined, ["reserved:host"]), choice([], undefined, ["reserved:host"]))).toBe(
      true,
    );
    expect(arePodsWithin(choice([], "shop", ["account=a"]), choice([]))).toBe(true);
    expect(arePodsWithin(choice([]), choice([], undefined, ["account=a"]))).toBe(false);
  });
});
