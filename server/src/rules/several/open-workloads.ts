/** Workloads that no policy isolates, by namespace (NP1606). */

import { DIRECTIONS } from "../../model/direction.js";
import type { Policy, Scope, Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import type { View } from "../../analysis/view.js";

/** Workloads that policies could isolate, in namespaces that have a name. */
export function openWorkloads({ workloads }: Scope, view: View): ReadonlyMap<string, readonly Workload[]> {
  const open = new Map<string, Workload[]>();
  for (const workload of workloads) {
    // A name that something fills in later is no namespace.
    if (!/^[a-z0-9-]+$/.test(workload.namespace)) continue;
    // Policies have no say in what pods on the node's network do.
    if (workload.hostNetwork || DIRECTIONS.some((it) => view.isolatedBy(workload, it).length > 0)) continue;
    if (DIRECTIONS.some((it) => view.policiesOn(workload, it).some(deniesWithoutIsolating))) continue;
    const list = open.get(workload.namespace);
    if (list === undefined) open.set(workload.namespace, [workload]);
    else list.push(workload);
  }
  return open;
}

/** True for an administrator's policy: who it selects is not open to everyone, whether anything isolates them or not. */
function deniesWithoutIsolating({ object }: Policy): boolean {
  return systemOf(object).traits.neverIsolates === true;
}
