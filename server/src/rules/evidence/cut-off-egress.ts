/** Pods that cannot reach something they need, each told once: at the policy whose egress rules would have to allow it. */

import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import { allowListOf, type PolicyPart } from "../../model/reading.js";
import { nameSite, type Policy, type Workload } from "../../model/scope.js";
import { isRanked } from "./ranked-policies.js";

export interface CutOffPods {
  /** The list of egress rules, or the policy where it has none. */
  readonly at: Site;
  readonly part: PolicyPart;
  readonly workloads: readonly [Workload, ...Workload[]];
}

/** The pods of each part of the policy for which it is the first that would have to allow it. */
export function* cutOffBy(policy: Policy, view: View, isCutOff: (workload: Workload) => boolean): Iterable<CutOffPods> {
  if (isRanked(policy)) return;
  for (const part of policy.reading.parts) {
    if (part.isolates.egress === undefined) continue;
    const selected = view.selectedBy(policy, part);
    const [first, ...more] = selected.filter((it) => isCutOff(it) && view.memo(nearestEgress, it) === policy);
    if (first === undefined) continue;
    const list = allowListOf(part, "egress");
    yield { at: list === undefined ? nameSite(policy) : partOf(list.at, "key"), part, workloads: [first, ...more] };
  }
}

/** A policy that allows some egress, else any that isolates the pods. */
function nearestEgress(workload: Workload, view: View): Policy | undefined {
  const policies = view.isolatedBy(workload, "egress");
  return policies.find((it) => allowsEgress(it, view)) ?? policies[0];
}

export function allowsEgress(policy: Policy, view: View): boolean {
  return view.allowances(policy).some(({ by }) => by.direction === "egress" && by.verdict === "allow");
}
