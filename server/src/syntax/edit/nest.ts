/** Puts values one level deeper: under a key, or into a list of their own. */

import {
  blockColumn,
  entryStart,
  firstChild,
  introducedAt,
  insideFlow,
  lineEnd,
  lineStart,
  nextLine,
  startsLine,
  valueRange,
} from "../layout.js";
import { scalarText } from "../write-scalar.js";
import type { YamlNode } from "../yaml-document.js";
import type { Draft } from "./draft.js";
import { shiftLines } from "./shift.js";

/** `app: web` becomes `matchLabels: {app: web}`, in whichever style it is written. */
export function wrapUnderKey(draft: Draft, node: YamlNode, key: string): boolean {
  if (draft.isShared(node.parent)) return false;
  const context = draft.contextOf(node);
  if (isFlowLike(node, context))
    return encloseInFlow(draft, node, `{${scalarText(key, context === "json" ? "json" : "flow")}: `, "}");
  const keyText = scalarText(key, "block");
  return isBlock(node)
    ? indentUnderKey(draft, node, keyText)
    : putBelow(draft, node, `${keyText}:`, draft.styleNear(node).indent);
}

export function wrapInOwnList(draft: Draft, node: YamlNode): boolean {
  if (draft.isShared(node.parent)) return false;
  if (isFlowLike(node, draft.contextOf(node))) return encloseInFlow(draft, node, "[", "]");
  return isBlock(node) ? indentAsItem(draft, node) : putBelow(draft, node, "-", draft.styleNear(node).listIndent);
}

/** True where braces go round the value: it is a flow collection, or inside one. */
function isFlowLike(node: YamlNode, context: string): boolean {
  return context !== "block" || insideFlow(node) || (!node.isAlias && node.flow);
}

function isBlock(node: YamlNode): boolean {
  return !node.isAlias && node.kind !== "scalar";
}

function encloseInFlow(draft: Draft, node: YamlNode, open: string, close: string): boolean {
  const { start, end } = valueRange(node);
  if (start === end) return false;
  draft.insert(start, open);
  draft.insert(end, close);
  return true;
}

/** A scalar or alias goes behind a new key or hyphen, which gets a line of its own unless it follows a hyphen. */
function putBelow(draft: Draft, node: YamlNode, introducer: string, columns: number): boolean {
  const { text } = draft;
  const { start, end } = valueRange(node);
  // The lines of a block scalar or a folded one would have to be moved too.
  if (start === end || lineEnd(text, start) < end || node.parent === undefined) return false;
  if (node.parent.kind === "sequence") {
    draft.insert(start, `${introducer} `);
    return true;
  }
  const introduced = introducedAt(node);
  const outer = blockColumn(node.parent);
  if (introduced === undefined || outer === undefined || text.slice(introduced, start).trim() !== "") return false;
  if (lineEnd(text, introduced) < start) return false;
  draft.replace(introduced, start, `${draft.newline}${" ".repeat(outer + columns)}${introducer} `);
  return true;
}

function indentUnderKey(draft: Draft, node: YamlNode, keyText: string): boolean {
  const { text } = draft;
  const column = blockColumn(node);
  const first = firstChild(node);
  const start = first === undefined ? undefined : entryStart(first);
  if (column === undefined || start === undefined) return false;
  const { indent, listIndent } = draft.styleNear(node);
  const columns = node.kind === "map" ? indent : listIndent;
  // A list that stood at its key's column has to stand deeper than the new key only as far as lists here do.
  const ownLine = startsLine(text, start);
  const outer =
    ownLine && node.parent !== undefined && node.kind === "sequence"
      ? (blockColumn(node.parent) ?? column) + indent
      : column;
  const shift = outer + columns - column;
  if (ownLine) {
    draft.insert(lineStart(text, start), `${" ".repeat(outer)}${keyText}:${draft.newline}`);
    return shift >= 0 && shiftFrom(draft, lineStart(text, start), node, shift);
  }
  draft.insert(start, `${keyText}:${draft.newline}${" ".repeat(column + columns)}`);
  return shiftFrom(draft, nextLine(text, start), node, columns);
}

function indentAsItem(draft: Draft, node: YamlNode): boolean {
  const { text } = draft;
  const column = blockColumn(node);
  const first = firstChild(node);
  const start = first === undefined ? undefined : entryStart(first);
  if (column === undefined || start === undefined) return false;
  const outer = node.parent?.kind === "map" ? blockColumn(node.parent) : undefined;
  if (!startsLine(text, start) || outer === undefined) {
    draft.insert(start, "- ");
    return shiftFrom(draft, nextLine(text, start), node, 2);
  }
  // The hyphen stands where lists here stand; the value moves only as far as the hyphen needs room.
  const hyphen = outer + draft.styleNear(node).listIndent;
  const shift = Math.max(0, hyphen + 2 - column);
  draft.replace(lineStart(text, start), start, `${" ".repeat(hyphen)}-${" ".repeat(column + shift - hyphen - 1)}`);
  return shiftFrom(draft, nextLine(text, start), node, shift);
}

function shiftFrom(draft: Draft, from: number, node: YamlNode, columns: number): boolean {
  const edits = shiftLines(draft.text, from, valueRange(node).end, columns);
  if (edits === undefined) return false;
  draft.add(edits);
  return true;
}
