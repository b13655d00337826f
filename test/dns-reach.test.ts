/** Name resolution under tiers: denials that no isolation shows, and who decided, on hand-built programs. */

import { describe, expect, it } from "vitest";
import { type Cidr, parseCidr } from "../server/src/model/ip.js";
import type { RuleRef } from "../server/src/engine/answers.js";
import { dnsReach } from "../server/src/engine/dns.js";
import { Engine } from "../server/src/engine/engine.js";
import type { CompiledRule, PeerSet, Program, Tier, TrafficSet, Verdict } from "../server/src/engine/program.js";
import { ANY_PEER, NEXT_TIER } from "../server/src/engine/program.js";
import { EVERYTHING, singlePort, unionOf } from "../server/src/engine/traffic-set.js";
import { Universe } from "../server/src/engine/universe.js";
import { podPoint } from "./kit/pod-point.js";

const RESOLVER: Cidr = (() => {
  const parsed = parseCidr("9.9.9.9/32");
  if (!parsed.ok) throw new Error("no address");
  return parsed.cidr;
})();

const [WEB, DNS] = [0, 1];
const UNIVERSE = new Universe([podPoint("web"), podPoint("dns")], [{ kind: "address", cidr: RESOLVER }], {
  blocksNamePods: false,
  blocksNameNodes: false,
  podCidrs: [],
});

const udp = singlePort("UDP", 53);
const both = unionOf([udp, singlePort("TCP", 53)]);
const dnsPods: PeerSet = { pods: [[{ facet: "pod-label", key: "app", operator: "In", values: ["dns"] }]] };
const resolver: PeerSet = { blocks: [{ cidr: RESOLVER, except: [], matches: "outside" }] };

const NAMES = new Map<RuleRef, string>();

function rule(name: string, verdict: Verdict, peers: PeerSet, traffic: TrafficSet = EVERYTHING): CompiledRule {
  // All that explanations read of a reference.
  const ref = { verdict, reading: {} } as RuleRef;
  NAMES.set(ref, name);
  return { verdict, peers, traffic, ref };
}

function tier(id: string, rules: readonly CompiledRule[], isolates = false): Tier {
  const policies = rules.length === 0 && !isolates ? [] : [{ subject: [[]], egress: { isolates, rules } }];
  const end = { onNoMatch: isolates ? "deny" : "pass", passTo: NEXT_TIER } as const;
  return { id, policies, ...end, ...(id === "np" ? { unordered: true } : {}) };
}

function dns(tiers: readonly Tier[], end: "allow" | "deny" = "allow") {
  const program: Program = { stages: [{ id: "one", tiers, defaults: { ingress: "allow", egress: end } }] };
  const profile = new Engine(program, UNIVERSE).profile(WEB, "egress");
  const found = dnsReach(UNIVERSE, profile, [DNS], [53]);
  const names = (rules: readonly RuleRef[]): (string | undefined)[] => rules.map((it) => NAMES.get(it));
  return { ...found, because: names(found.because), deniedBy: names(found.deniedBy) };
}

const OPEN = { isolated: false, udp: true, tcp: true, because: [], deniedBy: [] };

describe("where nothing isolates", () => {
  it("resolves names under rules that deny something else, or nothing", () => {
    expect(dns([])).toMatchObject(OPEN);
    expect(dns([tier("admin", [rule("https", "deny", ANY_PEER, singlePort("TCP", 443))])])).toMatchObject(OPEN);
    expect(dns([tier("admin", [rule("pass", "pass", ANY_PEER)])])).toMatchObject(OPEN);
  });

  it("does not where a tier denies it, and names the rule", () => {
    const denied = tier("admin", [rule("no dns", "deny", dnsPods, both)]);
    expect(dns([denied])).toMatchObject({ isolated: false, udp: false, tcp: false, deniedBy: ["no dns"] });
    const overUdp = tier("admin", [rule("no udp", "deny", ANY_PEER, udp)]);
    expect(dns([overUdp])).toMatchObject({ udp: false, tcp: true, deniedBy: ["no udp"] });
  });

  it("does not where the default is to deny", () => {
    expect(dns([], "deny")).toMatchObject({ isolated: false, udp: false, tcp: false, deniedBy: [] });
  });

  it("names the rule that allows it above one that denies all", () => {
    const all = tier("baseline", [rule("all", "deny", ANY_PEER)]);
    expect(dns([tier("admin", [rule("dns", "allow", dnsPods, both)]), all])).toMatchObject({
      ...{ udp: true, tcp: true },
      because: ["dns"],
      deniedBy: [],
    });
    expect(dns([tier("admin", [rule("on", "pass", dnsPods)]), all])).toMatchObject({ udp: false, deniedBy: ["all"] });
  });

  it("counts a rule for port 53 towards a resolver elsewhere", () => {
    const denied = rule("pods", "deny", dnsPods);
    const elsewhere = rule("resolver", "allow", resolver, both);
    expect(dns([tier("admin", [denied, elsewhere])])).toMatchObject({ udp: true, because: ["resolver"] });
  });
});

describe("where a policy isolates", () => {
  const np = tier("np", [rule("dns", "allow", ANY_PEER, both)], true);

  it("an earlier tier's denial takes what the policy allows", () => {
    expect(dns([np])).toMatchObject({ isolated: true, udp: true, tcp: true, because: ["dns"] });
    const denied = tier("admin", [rule("no dns", "deny", ANY_PEER, both)]);
    expect(dns([denied, np])).toMatchObject({
      ...{ isolated: true, udp: false, tcp: false },
      because: [],
      deniedBy: ["no dns"],
    });
  });

  it("a denial towards the DNS pods alone leaves other resolvers", () => {
    const denied = tier("admin", [rule("no pods", "deny", dnsPods)]);
    expect(dns([denied, np])).toMatchObject({ udp: true, tcp: true, because: ["dns"], deniedBy: ["no pods"] });
  });

  it("a denial over UDP alone leaves TCP", () => {
    const denied = tier("admin", [rule("no udp", "deny", ANY_PEER, udp)]);
    expect(dns([denied, np])).toMatchObject({ udp: false, tcp: true, because: ["dns"], deniedBy: ["no udp"] });
  });

  it("an earlier tier's allowance needs none of the policy's", () => {
    const allowed = tier("admin", [rule("admin", "allow", dnsPods, both)]);
    expect(dns([allowed, tier("np", [], true)])).toMatchObject({ isolated: true, udp: true, because: ["admin"] });
  });
});
