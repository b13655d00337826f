/** Tells a cluster's manifests from a collection of examples, in which nothing speaks of the rest. */

import type { View } from "../../analysis/view.js";

/**
 * False for a scope whose files give the same policy more than once: they cannot all be in one cluster, so
 * what one file isolates need not hold beside another. One such pair may be a slip and does not count.
 */
export function areManifestsOfOneCluster(view: View): boolean {
  return view.memo(namesakes) < 2;
}

/** How many files give a policy that another file has given already. */
function namesakes({ scope: { policies } }: View): number {
  const filesOf = new Map<string, Set<string | undefined>>();
  for (const { id, file } of policies) {
    const files = filesOf.get(id);
    if (files === undefined) filesOf.set(id, new Set([file]));
    else files.add(file);
  }
  return [...filesOf.values()].reduce((sum, { size }) => sum + size - 1, 0);
}
