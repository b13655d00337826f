/** Whether the peer's policies may also allow what a rule allows, even for pods without a manifest in this workspace. */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { intersection, isEmpty, type Traffic, union } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import { type PeerReading, peersOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { type ChosenPods, mayMatch } from "./may-match.js";
import { subjectOfRule } from "./subjects.js";

/**
 * Whether any policy that may select the pods may allow some of the traffic, from or to the others.
 *
 * @param direction The direction of the pods' rules: the opposite of the rule's direction.
 */
export function mayBeAllowedThere(
  pods: ChosenPods,
  others: ChosenPods,
  direction: Direction,
  rule: Allowance,
  view: View,
): boolean {
  const byNamespace = view.memo(allowRules)[direction];
  return [pods.namespace, EVERY]
    .flatMap((it) => byNamespace.get(it) ?? [])
    .some((it) => {
      const { policy } = it.by;
      const subject = subjectOfRule(it.by)?.part.subject;
      if (subject !== undefined && !mayMatch(subject, policy.namespace, pods, view)) return false;
      const mayMeet =
        it.namedPorts.length > 0 || rule.namedPorts.length > 0 || !isEmpty(intersection(totalOf(it), totalOf(rule)));
      return mayMeet && (it.anyPeer || peersOf(it.by.reading).some((peer) => mayBe(peer, policy, others, view)));
    });
}

/** Stands for the namespace of a clusterwide policy. */
const EVERY = "";

function allowRules(view: View): Readonly<Record<Direction, ReadonlyMap<string, readonly Allowance[]>>> {
  const found = { ingress: new Map<string, Allowance[]>(), egress: new Map<string, Allowance[]>() };
  for (const policy of view.policies) {
    for (const it of view.allowances(policy)) {
      if (it.by.verdict !== "allow") continue;
      const rules = found[it.by.direction];
      const known = rules.get(policy.namespace ?? EVERY);
      if (known === undefined) rules.set(policy.namespace ?? EVERY, [it]);
      else known.push(it);
    }
  }
  return found;
}

/** Entities that are not pods. */
const NOT_PODS = new Set([
  "world",
  "world-ipv4",
  "world-ipv6",
  "host",
  "remote-node",
  "kube-apiserver",
  "ingress",
  "health",
  "none",
]);

function mayBe(peer: PeerReading, policy: Policy, others: ChosenPods, view: View): boolean {
  switch (peer.type) {
    case "pods":
      return mayMatch(peer, policy.namespace, others, view);
    case "entity":
      return !NOT_PODS.has(peer.name.value);
    case "name":
    case "nodes":
      return false;
    case "block":
      // Cilium policies never match pods by address.
      return systemOf(policy.object).id !== "cilium";
    case "service":
    case "group":
    case "unreadable":
      return true;
  }
}

/** What the rule allows, ignoring layer 7 matches. */
export function totalOf({ traffic, conditional }: Allowance): Traffic {
  return conditional.reduce((sum, it) => union(sum, it.traffic), traffic);
}
