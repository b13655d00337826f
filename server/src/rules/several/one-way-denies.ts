/** Policies for every pod that close one direction and admit nothing, and who closes the other (NP1607). */

import { termsOf, rulesOf } from "../../model/reading.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import type { View } from "../../analysis/view.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";

/** The direction that a default deny leaves open; undefined where it is none, or something else closes the direction. */
export function openDirection(policy: Policy, view: View): Direction | undefined {
  if (!isForAll(policy) || saysSomething(policy)) return undefined;
  const isolates = view.isolates(policy);
  const closed = DIRECTIONS.filter((it) => isolates[it]);
  const [open] = DIRECTIONS.filter((it) => !isolates[it]);
  return closed.length !== 1 || open === undefined || isClosedBy(view, policy, open) ? undefined : open;
}

function isForAll(policy: Policy): boolean {
  const [subject, ...others] = subjectsOf(policy);
  return subject !== undefined && others.length === 0 && isEveryPod(subject);
}

/** A default deny has no rules that say anything; Cilium's has an empty one in their place (B.2.4). */
function saysSomething({ reading }: Policy): boolean {
  return rulesOf(reading).some((it) => it.verdict === "deny" || it.who !== "nobody" || it.portsAt !== undefined);
}

/** True when a policy for every pod isolates the direction, or each workload in sight is isolated by some policy. */
function isClosedBy(view: View, policy: Policy, direction: Direction): boolean {
  const closed = view.memo(namespacesClosedForAll)[direction];
  if (closed.has(undefined) || closed.has(policy.namespace)) return true;
  const pods = view.selectedBy(policy);
  return pods.length > 0 && pods.every((it) => view.isolatedBy(it, direction).length > 0);
}

/** Namespaces in which a policy for every pod isolates a direction; undefined: one for every namespace does. */
function namespacesClosedForAll(view: View): Record<Direction, ReadonlySet<string | undefined>> {
  const closed = { ingress: new Set<string | undefined>(), egress: new Set<string | undefined>() };
  for (const policy of view.policies) {
    if (!subjectsOf(policy).some(isEveryPod)) continue;
    const isolates = view.isolates(policy);
    for (const direction of DIRECTIONS) if (isolates[direction]) closed[direction].add(policy.namespace);
  }
  return closed;
}

/** True for a subject that asks for nothing: every pod of the namespace, or of the cluster. */
function isEveryPod({ part }: SubjectOf): boolean {
  return termsOf(part.subject).length === 0;
}
