/** Takes entries out of maps and items out of lists, each with its comments. */

import {
  blockColumn,
  children,
  endOf,
  entryStart,
  lineEnd,
  lineStart,
  nextLine,
  skipTrivia,
  startsLine,
  columnOf,
  valueRange,
} from "../layout.js";
import type { YamlNode } from "../yaml-document.js";
import { endOfLines } from "./add.js";
import { contentOf } from "./content.js";
import type { Draft } from "./draft.js";
import { replaceValue } from "./replace.js";

/** @returns false when the text to take out is shared, or holds what an alias elsewhere stands for. */
export function removePart(draft: Draft, node: YamlNode): boolean {
  const parent = node.parent;
  if (parent === undefined || draft.isShared(parent) || draft.feedsAlias(node)) return false;
  draft.removed.add(node.place);
  const siblings = children(parent);
  // A collection that loses all it has is not missing but empty.
  if (siblings.length === 1) return replaceValue(draft, parent, contentOf(parent.kind === "map" ? {} : []));
  const at = siblings.findIndex((it) => it.place === node.place);
  const start = entryStart(node);
  if (start === undefined) return false;
  if (parent.flow) return removeFromFlow(draft, siblings, at, start);
  // Lines that go one by one would leave nothing behind the key, which is not empty but null.
  if (siblings.every((it) => draft.removed.has(it.place))) return false;
  const next = siblings[at + 1];
  if (startsLine(draft.text, start)) return removeLines(draft, siblings, at);
  // The first entry of an item stands on the line of its hyphen, and the next one moves up to it.
  return next !== undefined && removeBehindHyphen(draft, node, start, next);
}

/** Takes the separator in front along, or the one behind where nothing that stays is in front. */
function removeFromFlow(draft: Draft, siblings: readonly YamlNode[], at: number, start: number): boolean {
  const isGone = (it: YamlNode | undefined): boolean => it !== undefined && draft.removed.has(it.place);
  const node = siblings[at];
  const next = siblings[at + 1];
  if (node === undefined) return false;
  if (next !== undefined && !siblings.slice(at + 1).every(isGone)) {
    const nextStart = entryStart(next);
    if (nextStart === undefined) return false;
    draft.remove(start, nextStart);
    return true;
  }
  // What goes directly in front has taken the text up to here along.
  const kept = siblings.slice(0, at).findLastIndex((it) => !isGone(it));
  const before = siblings[kept];
  const afterKept = siblings[kept + 1];
  const from = afterKept === undefined ? undefined : entryStart(afterKept);
  if (from === undefined) return false;
  if (before !== undefined) draft.remove(endOf(before), from);
  draft.remove(start, endOf(node));
  return true;
}

/** Takes the line break behind along, or the one in front where the text ends without one. */
function removeLines(draft: Draft, siblings: readonly YamlNode[], at: number): boolean {
  const { text } = draft;
  const [node, last] = [siblings[at], siblings.at(-1)];
  const from = startOfLines(text, siblings, at);
  if (node === undefined || last === undefined || from === undefined) return false;
  const end = endOfLines(text, node);
  const isGone = (it: YamlNode): boolean => draft.removed.has(it.place);
  if (endOfLines(text, last) < text.length || !siblings.slice(at + 1).every(isGone)) {
    const behind = nextLine(text, end);
    // Of two blank lines around what goes, one is enough between what stays.
    draft.remove(from, from > 0 && isBlank(text, from - 1) && isBlank(text, behind) ? nextLine(text, behind) : behind);
    return true;
  }
  // What goes directly in front of the last one has taken its line break behind along, so the one in front of both goes.
  const first = node === last ? siblings.slice(0, at).findLastIndex((it) => !isGone(it)) + 1 : at;
  const start = startOfLines(text, siblings, first);
  if (start === undefined) return false;
  draft.remove(lineBreakBefore(text, start), start);
  draft.remove(from, end);
  return true;
}

/** Offset of the line of the entry or item, of its comments above where it has some. */
function startOfLines(text: string, siblings: readonly YamlNode[], at: number): number | undefined {
  const node = siblings[at];
  const start = node === undefined ? undefined : entryStart(node);
  if (node === undefined || start === undefined || !startsLine(text, start)) return undefined;
  const from = lineStart(text, start);
  // Comments at the head of a document speak of the document.
  return at > 0 || node.parent?.parent !== undefined ? commentsAbove(text, from, columnOf(text, start)) : from;
}

/** True when the line that the offset is on has nothing but blanks, and a line break. */
function isBlank(text: string, offset: number): boolean {
  return offset < text.length && text.slice(lineStart(text, offset), lineEnd(text, offset)).trim() === "";
}

function lineBreakBefore(text: string, start: number): number {
  return start === 0 ? 0 : lineEnd(text, start - (text[start - 2] === "\r" ? 2 : 1));
}

/** Start of the first of the comment lines that stand directly above the line, at its column. */
function commentsAbove(text: string, from: number, column: number): number {
  let start = from;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    const line = text.slice(above, lineEnd(text, above));
    if (line.search(/\S/) !== column || line[column] !== "#") break;
    start = above;
  }
  return start;
}

function removeBehindHyphen(draft: Draft, node: YamlNode, start: number, next: YamlNode): boolean {
  const { text } = draft;
  const nextStart = entryStart(next);
  if (nextStart === undefined || !startsLine(text, nextStart)) return false;
  const end = lineEnd(text, endOf(node));
  if (text.slice(end, nextStart).trim() === "") draft.remove(start, nextStart);
  // Comments of the next entry keep their lines, and the hyphen one of its own.
  else draft.remove(start - (/ +$/.exec(text.slice(lineStart(text, start), start))?.[0].length ?? 0), end);
  return true;
}

/** For moves: the offsets of the whole lines of a block entry, comments above included, or undefined. */
export function linesOf(draft: Draft, node: YamlNode): { readonly start: number; readonly end: number } | undefined {
  const { text } = draft;
  const start = entryStart(node);
  if (start === undefined || node.parent === undefined || blockColumn(node.parent) === undefined) return undefined;
  const from = startsLine(text, start) ? commentsAbove(text, lineStart(text, start), columnOf(text, start)) : start;
  return { start: from, end: endOfLines(text, node) };
}

/** True when the flow collection is written without line breaks. */
export function onOneLine(draft: Draft, node: YamlNode): boolean {
  const { start, end } = valueRange(node);
  return lineEnd(draft.text, start) >= end && skipTrivia(draft.text, start) === start;
}
