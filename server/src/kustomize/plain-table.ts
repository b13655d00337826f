/** Tells documents of which every value stands in a row of its own, under the key and with the type that kustomize gives it. */

import { memoize } from "../base/memoize.js";
import { cell, COLUMN, FLAG, KIND, KIND_MASK, STRIDE, type YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import { mayHoldOldBooleans } from "./manifests.js";

/** True without aliases, merged maps, equal keys, and words that kustomize takes for texts and others for booleans. */
export const isPlain = memoize((document: YamlDocument): boolean => {
  if (document.dropped !== undefined || mayHoldOldBooleans(document)) return false;
  for (let row = 0; row < document.table.length / STRIDE; row++) {
    const shape = cell(document, row, COLUMN.shape);
    if ((shape & KIND_MASK) === KIND.alias || (shape & (FLAG.merge | FLAG.complexKey)) !== 0) return false;
    if ((shape & KIND_MASK) === KIND.map && !hasKeysOnce(document, row)) return false;
  }
  return true;
});

/** Up to so many keys are compared with each other sooner than a set of them is made. */
const FEW = 8;

function hasKeysOnce(document: YamlDocument, row: number): boolean {
  const rows: number[] = [];
  for (let at = cell(document, row, COLUMN.first); at >= 0; at = cell(document, at, COLUMN.next)) rows.push(at);
  if (rows.length > FEW) return new Set(rows.map((it) => new YamlNode(document, it).key)).size === rows.length;
  return rows.every((it, at) => !rows.some((other, place) => place < at && haveOneKey(document, it, other)));
}

/** Most keys are told apart by their length. */
function haveOneKey(document: YamlDocument, a: number, b: number): boolean {
  if (document.strings.size === 0 && lengthOf(document, a) !== lengthOf(document, b)) return false;
  return new YamlNode(document, a).key === new YamlNode(document, b).key;
}

function lengthOf(document: YamlDocument, row: number): number {
  const quotes = (cell(document, row, COLUMN.shape) & FLAG.quotedKey) === 0 ? 0 : 2;
  return cell(document, row, COLUMN.keyEnd) - cell(document, row, COLUMN.keyStart) - quotes;
}
