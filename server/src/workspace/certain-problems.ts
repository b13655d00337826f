/** Which shape problems of a masked template exist whatever its actions render. */

import type { SystemObject } from "../model/scope.js";
import type { BadValue, MissingField, ShapeProblem } from "../model/shape-problem.js";
import { children } from "../syntax/layout.js";
import type { Certainty } from "../syntax/template/certainty.js";
import { cell, COLUMN, type YamlDocument, YamlNode } from "../syntax/yaml-document.js";

/** True if everything in the problem is literal, and no action could fix it. */
export function isCertain(
  problem: ShapeProblem,
  document: YamlDocument,
  certainty: Certainty,
  objects: readonly SystemObject[],
): boolean {
  const { node } = problem.at;
  switch (problem.type) {
    case "yaml-syntax":
    case "setting":
    case "policy-test":
    case "request-to-ignore":
    case "build-failure":
    case "unlisted-manifest":
      return false;
    case "unknown-field":
      return certainty.isPlaced(node) && certainty.isClosed(problem.parent.node);
    case "wrong-type":
    case "null-value":
      return certainty.isPlaced(node) && certainty.isWhole(node);
    case "missing-field":
      return isMissing(problem, document, certainty);
    case "duplicate-key":
      return certainty.isPlaced(node) && certainty.areTogether(node, problem.first.node);
    case "bad-value":
      return isFaultCertain(problem, document, certainty, objects);
  }
}

/** The field is not among entries that an action may add, and its value is not an action. */
function isMissing({ at, field }: MissingField, document: YamlDocument, certainty: Certainty): boolean {
  const own = new YamlNode(document, at.node);
  const object = own.key === field && own.kind !== "map" ? own.parent : own;
  if (object === undefined || !certainty.isPlaced(object.place) || !certainty.isClosed(object.place)) return false;
  const written = object.kind === "map" ? children(object).filter((it) => it.key === field) : [object];
  return written.every((it) => certainty.isWhole(it.place));
}

function isFaultCertain(
  { at, fault, related }: BadValue,
  document: YamlDocument,
  certainty: Certainty,
  objects: readonly SystemObject[],
): boolean {
  if (!certainty.isPlaced(at.node)) return false;
  switch (fault.is) {
    case "unknown-value":
    case "value-of-other-version":
    case "malformed":
    case "out-of-range":
    case "wrong-length":
      // A label's key is at fault by itself, whatever its value.
      return at.part === "key" || certainty.isWhole(at.node);
    case "field-of-other-version":
    case "deprecated-field":
    case "forbidden-field":
      return related === undefined || certainty.areTogether(at.node, related.node);
    default:
      return certainty.isWhole(ruleAround(document, at.node, objects));
  }
}

/** The outermost item of a list that holds the node in its object, which in a policy is a rule; else the whole object. */
export function ruleAround(document: YamlDocument, node: number, objects: readonly SystemObject[]): number {
  const roots = new Set(objects.map((it) => it.meta.at.node));
  let rule: number | undefined;
  for (let at = node; at > 0; at = cell(document, at, COLUMN.parent)) {
    if (roots.has(at)) return rule ?? at;
    const parent = cell(document, at, COLUMN.parent);
    if (parent >= 0 && new YamlNode(document, parent).kind === "sequence") rule = at;
  }
  return rule ?? 0;
}
