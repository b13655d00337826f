/** The workloads of a namespace. */

import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";

export function workloadsIn(namespace: string, view: View): readonly Workload[] {
  return view.memo(workloadsByNamespace).get(namespace) ?? [];
}

function workloadsByNamespace({ scope }: View): ReadonlyMap<string, readonly Workload[]> {
  const lists = new Map<string, Workload[]>();
  for (const it of scope.workloads) {
    const list = lists.get(it.namespace);
    if (list === undefined) lists.set(it.namespace, [it]);
    else list.push(it);
  }
  return lists;
}
