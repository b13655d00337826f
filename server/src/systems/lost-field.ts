/** A field that was meant and is lost, and what that does to a selector, in words that all systems share. */

import type { Sibling } from "../model/shape-problem.js";

export interface LostField {
  /** Path of the object that the field was meant for. */
  readonly path: string;
  readonly field: string;
  /** What else the object has; undefined when that is not known. */
  readonly siblings: readonly Sibling[] | undefined;
}

export function selectorEffect(siblings: readonly Sibling[] | undefined): string | undefined {
  if (siblings === undefined) return undefined;
  return siblings.some((it) => it.key === "matchLabels" || it.key === "matchExpressions")
    ? "the selector matches more than it says"
    : "the selector matches everything";
}
