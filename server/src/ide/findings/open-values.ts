/** What holds of a document whatever the values come to that nobody knows. */

import { memoize } from "../../base/memoize.js";
import type { Finding, Rule } from "../../rules/rule.js";
import type { Certainty } from "../../syntax/template/certainty.js";
import { withoutVariables } from "../../syntax/templating.js";
import { cell, COLUMN, type YamlDocument, YamlNode } from "../../syntax/yaml-document.js";
import type { ReadDocument } from "../../workspace/file-state.js";
import type { Values } from "../../workspace/open-values.js";
import { isUnfinished } from "../../workspace/unfinished.js";
import { objectAround } from "../places.js";

/**
 * True for a finding that depends on no value that is unknown.
 * @param valuesOf What is known of the values of other documents that the finding speaks of.
 */
export function holdsWhateverComes(
  document: ReadDocument,
  certainty: Certainty,
  rule: Rule,
  finding: Finding,
  valuesOf: (document: number) => Values | undefined,
): boolean {
  const { parsed } = document;
  const { node, part } = finding.at;
  if (hasOtherPlaceholders(document) || !certainty.isPlaced(node)) return false;
  const meta = objectAround(document, node)?.meta;
  if (
    meta === undefined ||
    [meta.name, meta.namespace].some((it) => it !== undefined && !isKnown(it.at, parsed, certainty))
  )
    return false;
  // Which keys there are does not depend on values.
  if (rule.on === "shape") return part === "key" || certainty.isWhole(node);
  if (rule.on !== "policy" || rule.dependsOn !== "rule") return false;
  const places = [finding.at, ...(rule.related?.(finding) ?? []).map((it) => it.at)];
  return places.every((it) => {
    if (it.document !== parsed.id) return typeof valuesOf(it.document) !== "object" && valuesOf(it.document) !== "open";
    return certainty.isWhole(partAround(parsed, it.node, meta.at.node));
  });
}

function isKnown(at: Finding["at"], { id }: YamlDocument, certainty: Certainty): boolean {
  return at.document === id && certainty.isLiteral(at.node);
}

/** Something other than variables is filled in later, too. */
const hasOtherPlaceholders = memoize(({ text, parsed, decoded }: ReadDocument) =>
  isUnfinished(withoutVariables(text), parsed, decoded.objects),
);

/** The item of a list of rules that holds the node, or the field of the specification, such as the subject's selector. */
function partAround(document: YamlDocument, node: number, object: number): number {
  let item: number | undefined;
  let part: number | undefined;
  for (let at = node; at !== object && at > 0; at = cell(document, at, COLUMN.parent)) {
    const { parent } = new YamlNode(document, at);
    if (parent?.kind === "sequence") item = at;
    if (parent?.key === "spec") part = at;
  }
  return item ?? part ?? object;
}
