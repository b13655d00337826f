/** Tells a cluster's manifests from a collection of examples, in which nothing speaks of the rest. */

import type { View } from "../../analysis/view.js";

/**
 * False for a scope whose files give the same policy more than once: they cannot all be in one cluster, so
 * what one file isolates need not hold beside another. One such pair may be a slip and does not count.
 */
export function isOneCluster(view: View): boolean {
  return view.memo(namesakes) < 2;
}

/** How many identities are in more than one file. */
function namesakes({ scope: { policies } }: View): number {
  const fileOf = new Map<string, string | undefined>();
  const twice = new Set<string>();
  for (const { id, file } of policies) {
    if (fileOf.has(id) && fileOf.get(id) !== file) twice.add(id);
    fileOf.set(id, file);
  }
  return twice.size;
}
