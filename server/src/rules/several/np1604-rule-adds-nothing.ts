/** NP1604: a rule whose peers and ports another rule of the same list has. */

import type { Site } from "../../base/source.js";
import { includes, isAll, isEmpty } from "../../engine/traffic.js";
import type { Allowance, Policy } from "../../systems/written.js";
import { CILIUM_LISTS, type CiliumItem, type CiliumPeers } from "../../systems/cilium/model.js";
import { DIRECTIONS } from "../../model/direction.js";
import { type PolicyRule, rulesOf } from "../../systems/kubernetes/model.js";
import { defineRule } from "../rule.js";
import { contentOf } from "../evidence/same-content.js";

export default defineRule({
  code: "NP1604",
  name: "rule-adds-nothing",
  title: "A rule that another one covers",
  severity: "hint",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-24", "KP-47"],
  tag: "unnecessary",

  *check(policy, view) {
    for (const list of listsOf(policy)) {
      // What passes is asked only where the peers fit: in most lists no rule has the peers of another.
      if (!list.some((inner) => list.some((it) => it !== inner && hasPeersOf(it, inner)))) continue;
      const allowances = new Map(view.allowances(policy).map((it) => [it.by.at.node, it]));
      const covers = (outer: Plain, inner: Plain): boolean =>
        hasPeersOf(outer, inner) && hasPortsOf(allowances.get(outer.at.node), allowances.get(inner.at.node));
      for (const [at, inner] of list.entries()) {
        const outer = list.find(
          // Of two that are alike the first stays.
          (it, other) => it !== inner && covers(it, inner) && (other < at || !covers(inner, it)),
        );
        const ref = allowances.get(inner.at.node)?.by;
        // Conditions of a third rule, as Cilium has them, may make the narrow one count.
        if (outer === undefined || ref === undefined || view.coveredBy(ref) === undefined) continue;
        yield { at: inner.at, outer, inner };
      }
    }
  },

  message: ({ inner, outer }) =>
    `This ${inner.of} adds nothing: another one of the list has ${outer.peers === undefined ? "everyone" : "the same peers"} and its ports`,
  note: () => "Rules are added up: what one of them lets through is let through, however narrow the others are.",
  related: ({ outer }): { at: Site; message: string }[] => [{ at: outer.at, message: "this rule has all of it" }],

  fixes: {
    remove: { title: "Remove the rule", safety: "safe", edit: (editor, { at }) => editor.remove(at) },
  },
});

/** A rule as it is compared. */
interface Plain {
  readonly at: Site;
  /** In words: "ingress rule", "egress deny rule". */
  readonly of: string;
  /** Its peers, each as text; undefined: everyone. */
  readonly peers: ReadonlySet<string> | undefined;
}

/** Longer lists are made by machines. To compare all of their rules with each other would take minutes for a hint. */
const MAX_RULES = 1_000;

/** Lists of two rules or more, each with the rules whose peers can be compared; very long ones are left out. */
function listsOf(policy: Policy): Plain[][] {
  const object = policy.object;
  const lists =
    object.system === "kubernetes"
      ? DIRECTIONS.map((it) => rulesOf(object, it)).map((list) => (list.length > 1 ? list.flatMap(plainRule) : []))
      : object.specs
          .flatMap((spec) => CILIUM_LISTS.map((it) => spec[it]?.items ?? []))
          .map((list) => (list.length > 1 ? list.flatMap(plainItem) : []));
  return lists.filter((it) => it.length > 1 && it.length <= MAX_RULES);
}

function plainRule({ at, direction, peers }: PolicyRule): Plain {
  const texts = (peers?.peers ?? []).map(contentOf);
  return { at, of: `${direction} rule`, peers: texts.length === 0 ? undefined : new Set(texts) };
}

function plainItem({ at, direction, deny, peers, toPorts, authentication, icmps }: CiliumItem): Plain[] {
  if ((authentication ?? icmps) !== undefined) return [];
  // An item without anything admits nobody (B.2.4).
  if (peers.length === 0 && toPorts === undefined) return [];
  const of = `${direction}${deny ? " deny" : ""} rule`;
  if (peers.length === 0) return [{ at, of, peers: undefined }];
  const texts = peers.flatMap(membersOf);
  return texts.length === 0 ? [] : [{ at, of, peers: new Set(texts) }];
}

/** Every member of a list of peers as text; none for lists that stand for something outside the policy. */
function membersOf(peers: CiliumPeers): string[] {
  return listIn(peers).map((it) => `${peers.type} ${contentOf(it)}`);
}

function listIn(peers: CiliumPeers): readonly object[] {
  switch (peers.type) {
    case "endpoints":
    case "nodes":
      return peers.selectors;
    case "cidr":
      return peers.cidrs;
    case "cidr-set":
      return peers.sets;
    case "entities":
      return peers.entities;
    case "fqdns":
      return peers.names;
    case "services":
      return peers.services;
    case "groups":
    case "requires":
      return [];
  }
}

function hasPeersOf(outer: Plain, inner: Plain): boolean {
  if (outer.peers === undefined) return true;
  const { peers } = outer;
  return inner.peers !== undefined && [...inner.peers].every((it) => peers.has(it));
}

/** True when the traffic of the one is in the other's, neither has a deeper condition, and there is some. */
function hasPortsOf(outer: Allowance | undefined, inner: Allowance | undefined): boolean {
  if (outer === undefined || inner === undefined || outer.conditional.length > 0 || inner.conditional.length > 0) {
    return false;
  }
  if (isAll(outer.traffic)) return true;
  // What a name stands for is another matter on every pod.
  if (namesPorts(outer) || namesPorts(inner)) return false;
  return !isEmpty(inner.traffic) && includes(outer.traffic, inner.traffic);
}

function namesPorts({ by: { rule } }: Allowance): boolean {
  if (!("list" in rule)) return rule.ports?.ports.some(({ port }) => typeof port?.value === "string") ?? false;
  return (rule.toPorts?.items ?? []).some((it) => it.ports?.ports.some(({ port }) => /[a-z]/i.test(port?.value ?? "")));
}
