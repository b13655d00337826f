/** Replaces values, source texts and keys. */

import {
  columnOf,
  entryStart,
  firstChild,
  blockColumn,
  introducedAt,
  insideFlow,
  lineEnd,
  lineStart,
  startsLine,
  valueRange,
} from "../layout.js";
import { cell, COLUMN, FLAG, type YamlNode } from "../yaml-document.js";
import { type Quoting, scalarText } from "../write-scalar.js";
import type { YamlValue } from "../../base/yaml-value.js";
import { type Content, contentOf } from "./content.js";
import type { Draft } from "./draft.js";

/** @returns false, and leaves the draft as it is, when the value cannot be replaced. */
export function setValue(draft: Draft, node: YamlNode, value: YamlValue): boolean {
  if (typeof value !== "string") return replaceValue(draft, node, contentOf(value));
  // A quoted text stays quoted the way it was.
  const quoting: Quoting =
    node.isAlias || node.style === "plain"
      ? "as-needed"
      : node.style === "single-quoted"
        ? "single"
        : node.style === "double-quoted"
          ? "double"
          : "as-needed";
  return replaceValue(draft, node, {
    ...contentOf(value),
    inline: (context) => scalarText(value, context, node.kind === "scalar" ? quoting : "as-needed"),
  });
}

/** Replaces a scalar's source, quotes included. */
export function setScalarSource(draft: Draft, node: YamlNode, source: string): boolean {
  if (!node.isAlias && node.kind !== "scalar") return false;
  return replaceValue(draft, node, { filled: undefined, lines: () => [source], inline: () => source });
}

export function renameKey(draft: Draft, node: YamlNode, key: string): boolean {
  const { document, place } = node;
  const start = cell(document, place, COLUMN.keyStart);
  const end = cell(document, place, COLUMN.keyEnd);
  const shape = cell(document, place, COLUMN.shape);
  if (start < 0 || (shape & (FLAG.merge | FLAG.complexKey)) !== 0 || draft.isShared(node.parent)) return false;
  const quote = draft.text[start];
  const quoting = quote === '"' ? "double" : quote === "'" ? "single" : "as-needed";
  draft.replace(start, end, scalarText(key, draft.contextOf(node), quoting));
  return true;
}

/** Puts the content in the place of the value, in flow style where that is what the value or its surroundings have. */
export function replaceValue(draft: Draft, node: YamlNode, content: Content): boolean {
  if (draft.isShared(node) || draft.feedsAlias(node) || isTagged(node)) return false;
  const context = draft.contextOf(node);
  const keepsFlow = !node.isAlias && node.flow && firstChild(node) !== undefined;
  if (content.filled === undefined || context !== "block" || keepsFlow || insideFlow(node)) {
    return replaceInline(draft, node, content.inline(context));
  }
  return replaceByBlock(draft, node, content);
}

function replaceInline(draft: Draft, node: YamlNode, newText: string): boolean {
  const { text } = draft;
  const { start, end } = valueRange(node);
  const introduced = introducedAt(node);
  draft.growths.set(node.place, { style: "closed" });
  if (start === end) {
    if (introduced === undefined) {
      // A key alone in a flow map, `{a}`, has no colon yet.
      const keyEnd = cell(node.document, node.place, COLUMN.keyEnd);
      if (keyEnd < 0) return false;
      draft.insert(keyEnd, `: ${newText}`);
      return true;
    }
    if (!/^\s*(?:$|\s#|[,}\]])/.test(text.slice(introduced, lineEnd(text, introduced)))) return false;
    draft.insert(introduced, ` ${newText}`);
    return true;
  }
  if (introduced !== undefined && start > lineEnd(text, introduced)) {
    const keyLineEnd = lineEnd(text, introduced);
    if (!holdsOnlyComment(text, introduced, keyLineEnd)) return false;
    draft.insert(introduced, ` ${newText}`);
    draft.remove(keyLineEnd, lineEnd(text, end));
    return true;
  }
  draft.replace(start, end, newText);
  return true;
}

function replaceByBlock(draft: Draft, node: YamlNode, content: Content): boolean {
  const { text } = draft;
  const { start, end } = valueRange(node);
  const style = draft.styleNear(node);
  const lines = content.lines(style);
  const parent = node.parent;
  if (parent === undefined) return replaceRoot(draft, node, lines);
  const introduced = introducedAt(node);
  if (introduced === undefined) return false;
  const empty = start === end;
  const ownColumn = empty ? undefined : columnOf(text, start);
  const sameKind = !node.isAlias && node.kind === content.filled && startsLine(text, start);
  if (!empty && ownColumn !== undefined && (sameKind || parent.kind === "sequence")) {
    draft.replace(
      start,
      node.kind === "scalar" || node.flow || node.isAlias ? end : lineEnd(text, end),
      draft.joined(lines, ownColumn),
    );
    draft.growths.set(node.place, { style: "block", at: lineEnd(text, end), column: ownColumn });
    return true;
  }
  const keyLineEnd = lineEnd(text, introduced);
  if (parent.kind === "sequence") {
    const hyphen = entryStart(node);
    if (hyphen === undefined || !holdsOnlyComment(text, introduced, keyLineEnd)) return false;
    const column = columnOf(text, hyphen) + style.itemIndent;
    // A comment behind the hyphen keeps its line, and the item goes below it.
    if (text.slice(introduced, keyLineEnd).trim() === "")
      draft.replace(introduced, keyLineEnd, ` ${draft.joined(lines, column)}`);
    else draft.insertBelow(keyLineEnd, lines, column);
    draft.growths.set(node.place, { style: "block", at: keyLineEnd, column });
    return true;
  }
  const outer = blockColumn(parent);
  if (outer === undefined) return false;
  const column = outer + (content.filled === "map" ? style.indent : style.listIndent);
  const below = lineEnd(text, Math.max(end, introduced));
  if (empty || start > keyLineEnd) {
    if (!holdsOnlyComment(text, introduced, keyLineEnd)) return false;
    if (!empty) draft.remove(keyLineEnd, below);
  } else {
    // An anchor or tag stays on the key's line.
    draft.remove(text.slice(introduced, start).trim() === "" ? introduced : start, end);
  }
  draft.insertBelow(below, lines, column);
  draft.growths.set(node.place, { style: "block", at: below, column });
  return true;
}

function replaceRoot(draft: Draft, node: YamlNode, lines: readonly string[]): boolean {
  const { text } = draft;
  const { start, end } = valueRange(node);
  // Behind a `---` marker, on its line, no block collection may begin.
  const behindMarker = start > 0 && lineStart(text, start) === 0;
  draft.replace(start, end, (behindMarker ? draft.newline : "") + draft.joined(lines, 0));
  draft.growths.set(node.place, { style: "block", at: lineEnd(text, end), column: 0 });
  return true;
}

function holdsOnlyComment(text: string, start: number, end: number): boolean {
  return /^\s*(?:$|#)/.test(text.slice(start, end));
}

/** A value with `!!str` would stay a text whatever is written in its place. */
function isTagged(node: YamlNode): boolean {
  return (cell(node.document, node.place, COLUMN.shape) & FLAG.stringTag) !== 0;
}
