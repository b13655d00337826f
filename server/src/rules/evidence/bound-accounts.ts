/** Workloads whose service account has permissions on the Kubernetes API, and the bindings that give them. */

import type { View } from "../../analysis/view.js";
import type { Need, Workload } from "../../model/scope.js";

/** The first binding of its service account; undefined if none is known, or its pods get no token. */
export function bindingOf({ serviceAccount = "default", namespace, object }: Workload, view: View): Need | undefined {
  if (object.hasNoToken === true) return undefined;
  return view.memo(bindings).get(`${namespace}/${serviceAccount}`);
}

/** By namespace and name of the account. */
function bindings({ scope }: View): ReadonlyMap<string, Need> {
  const found = new Map<string, Need>();
  for (const need of scope.needs) {
    for (const { name, namespace } of need.object.accounts ?? []) {
      const key = `${namespace ?? need.namespace}/${name}`;
      if (!found.has(key)) found.set(key, need);
    }
  }
  return found;
}
