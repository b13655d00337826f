/** Duplicate keys that belong to a second object, because the `---` before it is missing (NP1005). */

import type { View } from "../../analysis/view.js";
import type { DuplicateKey } from "../../model/shape-problem.js";

const ROOT_KEYS = new Set(["apiVersion", "kind", "metadata", "spec"]);

/** The duplicates at the root of the object, if they belong to a whole second object. */
export function mergedObjects(problem: DuplicateKey, view: View): readonly DuplicateKey[] {
  if (!ROOT_KEYS.has(problem.path)) return [];
  const all = view.scope.policies
    .flatMap((it) => it.object.problems)
    .filter((it) => it.type === "duplicate-key")
    .filter((it) => it.at.document === problem.at.document && ROOT_KEYS.has(it.path));
  return all.some((it) => it.path === "kind" || it.path === "apiVersion") ? all : [];
}
