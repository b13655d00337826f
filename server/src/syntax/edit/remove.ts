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
  const at = siblings.indexOf(siblings.find((it) => it.place === node.place) ?? node);
  const start = entryStart(node);
  if (start === undefined) return false;
  const next = siblings[at + 1];
  if (parent.flow) return removeFromFlow(draft, node, start, siblings[at - 1], next);
  if (startsLine(draft.text, start)) return removeLines(draft, node, start, at > 0 || parent.parent !== undefined);
  // The first entry of an item stands on the line of its hyphen, and the next one moves up to it.
  return next !== undefined && removeBehindHyphen(draft, node, start, next);
}

function removeFromFlow(
  draft: Draft,
  node: YamlNode,
  start: number,
  before: YamlNode | undefined,
  next: YamlNode | undefined,
): boolean {
  if (next !== undefined) {
    const nextStart = entryStart(next);
    if (nextStart === undefined) return false;
    draft.remove(start, nextStart);
    return true;
  }
  if (before === undefined) return false;
  draft.remove(endOf(before), endOf(node));
  return true;
}

function removeLines(draft: Draft, node: YamlNode, start: number, withCommentAbove: boolean): boolean {
  const { text } = draft;
  let from = lineStart(text, start);
  // Comments at the head of a document speak of the document.
  if (withCommentAbove) from = commentsAbove(text, from, columnOf(text, start));
  const end = endOfLines(text, node);
  if (end < text.length) draft.remove(from, nextLine(text, end));
  // Without a line break at the end of the text, the one in front goes.
  else draft.remove(from === 0 ? 0 : lineEnd(text, from - (text[from - 2] === "\r" ? 2 : 1)), end);
  return true;
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
