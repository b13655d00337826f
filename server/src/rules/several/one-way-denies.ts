/** Default denies for every pod in one direction, and what restricts the other direction (NP1607). */

import { termsOf, rulesOf } from "../../model/reading.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import type { View } from "../../analysis/view.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";

/** The direction that a default deny leaves open; undefined if it is not a default deny or others restrict that direction. */
export function openDirection(policy: Policy, view: View): Direction | undefined {
  if (!isForAll(policy) || hasEffectiveRules(policy)) return undefined;
  const isolates = view.isolates(policy);
  const closed = DIRECTIONS.filter((it) => isolates[it]);
  const [open] = DIRECTIONS.filter((it) => !isolates[it]);
  return closed.length !== 1 || open === undefined || isClosedBy(view, policy, open) ? undefined : open;
}

function isForAll(policy: Policy): boolean {
  const [subject, ...others] = subjectsOf(policy);
  return subject !== undefined && others.length === 0 && isEveryPod(subject);
}

/** A default deny has no rules that allow anything; Cilium's has an empty rule instead (B.2.4). */
function hasEffectiveRules({ reading }: Policy): boolean {
  return rulesOf(reading).some((it) => it.verdict === "deny" || it.who !== "nobody" || it.portsAt !== undefined);
}

/** True when some policy isolates every pod in the direction, or each known workload is isolated by a policy. */
function isClosedBy(view: View, policy: Policy, direction: Direction): boolean {
  const closed = view.memo(namespacesClosedForAll)[direction];
  if (closed.has(undefined) || closed.has(policy.namespace)) return true;
  const pods = view.selectedBy(policy);
  return pods.length > 0 && pods.every((it) => view.isolatedBy(it, direction).length > 0);
}

/** Namespaces in which a policy isolates every pod, by direction; undefined: a policy for every namespace does. */
function namespacesClosedForAll(view: View): Record<Direction, ReadonlySet<string | undefined>> {
  const closed = { ingress: new Set<string | undefined>(), egress: new Set<string | undefined>() };
  for (const policy of view.policies) {
    if (!subjectsOf(policy).some(isEveryPod)) continue;
    const isolates = view.isolates(policy);
    for (const direction of DIRECTIONS) if (isolates[direction]) closed[direction].add(policy.namespace);
  }
  return closed;
}

/** True for an empty selector: every pod in the namespace, or in the cluster. */
function isEveryPod({ part }: SubjectOf): boolean {
  return termsOf(part.subject).length === 0;
}
