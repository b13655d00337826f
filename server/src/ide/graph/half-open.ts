/** Half-open flows: a rule names a peer and allows it, and the policies of the other side deny all of that traffic. */

import type { View } from "../../analysis/view.js";
import type { Allowance, RuleRef, SideReach } from "../../engine/answers.js";
import { intersection, isEmpty, type Traffic, union } from "../../engine/traffic.js";
import { opposite } from "../../model/direction.js";
import { peersOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { subjectOfRule } from "../../rules/evidence/subjects.js";
import { allowedPods } from "../../rules/several/stopped-peers.js";

export interface HalfOpen {
  readonly from: Workload;
  readonly to: Workload;
  readonly traffic: Traffic;
  /** The rule that allows it. */
  readonly by: RuleRef;
  /** Deny rules of the other side; else the policies that restrict it. */
  readonly deniedBy: { readonly rules: readonly RuleRef[]; readonly policies: readonly Policy[] };
}

/**
 * All of a scope, rule by rule. Rules for anyone, for all pods of their own namespace or for all pods there are, do not
 * count: it is not known whom they mean.
 */
export function halfOpenFlows(view: View): readonly HalfOpen[] {
  return view.memo(halfOpenIn);
}

function halfOpenIn(view: View): readonly HalfOpen[] {
  return view.policies.flatMap((policy) =>
    view.allowances(policy).flatMap((it) => (it.by.verdict === "allow" && !it.anyPeer ? ofRule(policy, it, view) : [])),
  );
}

function ofRule(policy: Policy, { by, traffic, conditional }: Allowance, view: View): HalfOpen[] {
  const { direction, reading } = by;
  const peers = new Set(
    peersOf(reading).flatMap((it) => allowedPods(it, policy, view).flatMap((own) => own.workloads)),
  );
  const restricted = [...peers].filter((it) => view.isolatedBy(it, opposite(direction)).length > 0);
  if (restricted.length === 0) return [];
  const allowed = conditional.reduce((sum, it) => union(sum, it.traffic), traffic);
  const subject = subjectOfRule(by);
  const subjects = subject === undefined ? [] : view.selectedBy(policy, subject.part);
  // Many pairs share one answer of the other side.
  const stops = new Map<SideReach, boolean>();
  const found: HalfOpen[] = [];
  for (const peer of restricted) {
    for (const own of subjects) {
      if (own === peer) continue;
      const side = view.side(peer, opposite(direction), { type: "workload", workload: own });
      if (side === undefined) continue;
      const isStopped = stops.get(side) ?? isEmpty(intersection(allowed, passing(side)));
      stops.set(side, isStopped);
      if (!isStopped) continue;
      const ends = direction === "egress" ? { from: own, to: peer } : { from: peer, to: own };
      const rules = side.deniedBy;
      const deniedBy = { rules, policies: rules.length > 0 ? [] : side.isolatedBy };
      found.push({ ...ends, traffic: allowed, by, deniedBy });
    }
  }
  return found;
}

function passing({ allowed, conditional, ambiguous }: SideReach): Traffic {
  return conditional.reduce((sum, it) => union(sum, it.traffic), union(allowed, ambiguous));
}
