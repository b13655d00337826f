/** The namespaces in which what a policy names is looked for. */

import type { View } from "../../analysis/view.js";
import type { PodsReading } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";

/**
 * Undefined: any. A namespace that is asked for by its name counts whether a manifest declares it or not.
 *
 * @param own The namespace of the object that asks; undefined where it has none.
 */
export function namespacesMeant(
  view: View,
  asked: PodsReading["namespaces"],
  own: string | undefined,
): readonly string[] | undefined {
  if (asked === "any") return undefined;
  if (asked === "own") return own === undefined ? undefined : [own];
  const [only, ...more] = asked.requirements;
  if (only?.key.value === NAMESPACE_NAME && only.operator === "In" && more.length === 0) {
    return only.values.map((it) => it.value);
  }
  return view.namespacesMatching(asked);
}
