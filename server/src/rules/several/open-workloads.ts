/** Workloads that no policy restricts, by namespace (NP1606). */

import { DIRECTIONS } from "../../model/direction.js";
import type { Policy, Scope, Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import type { View } from "../../analysis/view.js";

/** Workloads that policies could restrict, in namespaces whose name is known. */
export function openWorkloads({ workloads }: Scope, view: View): ReadonlyMap<string, readonly Workload[]> {
  const open = new Map<string, Workload[]>();
  for (const workload of workloads) {
    // A placeholder is not the name of a namespace.
    if (!/^[a-z0-9-]+$/.test(workload.namespace)) continue;
    // Policies do not apply to pods that use the host network.
    if (workload.hostNetwork || DIRECTIONS.some((it) => view.isolatedBy(workload, it).length > 0)) continue;
    if (DIRECTIONS.some((it) => view.policiesOn(workload, it).some(deniesWithoutIsolating))) continue;
    const list = open.get(workload.namespace);
    if (list === undefined) open.set(workload.namespace, [workload]);
    else list.push(workload);
  }
  return open;
}

/** True for an administrator's policy: it may deny traffic of pods without isolating them. */
function deniesWithoutIsolating({ object }: Policy): boolean {
  return systemOf(object).traits.neverIsolates === true;
}
