/** Tells labels directly under a selector from other unknown fields, so that only one rule reports each field. */

import type { UnknownField } from "../../model/shape-problem.js";

/** True for `app: web` directly under a selector: a scalar next to `matchLabels` whose key does not resemble any field. */
export function isBareLabel(problem: UnknownField): boolean {
  return (
    isSelector(problem) &&
    problem.nearest === undefined &&
    problem.place === undefined &&
    isScalar(problem.found) &&
    problem.field !== "labels"
  );
}

/** The labels directly under the selector, in the order written. */
export function bareLabels({ siblings, known }: UnknownField): string[] {
  return siblings.filter((it) => isScalar(it.type) && !known.includes(it.key)).map((it) => it.key);
}

function isSelector({ known }: UnknownField): boolean {
  return known.includes("matchLabels");
}

function isScalar(type: UnknownField["found"]): boolean {
  return type !== "object" && type !== "list" && type !== "null";
}
