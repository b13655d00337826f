/** Tells the manifests of one cluster from a collection of unrelated examples. */

import type { View } from "../../analysis/view.js";

/**
 * False for a scope with files that define the same policy more than once: they cannot all be applied to one cluster, so one
 * file says nothing about another. A single such pair may be a mistake and does not count.
 */
export function areManifestsOfOneCluster(view: View): boolean {
  return view.memo(namesakes) < 2;
}

/** How many files define a policy that another file already defines. */
function namesakes({ scope: { policies } }: View): number {
  const filesOf = new Map<string, Set<string | undefined>>();
  for (const { id, file } of policies) {
    const files = filesOf.get(id);
    if (files === undefined) filesOf.set(id, new Set([file]));
    else files.add(file);
  }
  return [...filesOf.values()].reduce((sum, { size }) => sum + size - 1, 0);
}
