/** Tells a cluster's manifests from a collection of examples, in which nothing speaks of the rest. */

import type { Policy, Scope } from "../../model/scope.js";

const known = new WeakMap<Scope, boolean>();

/**
 * False for a scope whose files give the same policy more than once: they cannot all be in one cluster, so
 * what one file isolates need not hold beside another. One such pair may be a slip and does not count.
 */
export function isOneCluster(scope: Scope): boolean {
  let answer = known.get(scope);
  if (answer === undefined) {
    answer = namesakes(scope.policies) < 2;
    known.set(scope, answer);
  }
  return answer;
}

/** How many identities stand in more than one file. */
function namesakes(policies: readonly Policy[]): number {
  const fileOf = new Map<string, string | undefined>();
  const twice = new Set<string>();
  for (const { id, file } of policies) {
    if (fileOf.has(id) && fileOf.get(id) !== file) twice.add(id);
    fileOf.set(id, file);
  }
  return twice.size;
}
