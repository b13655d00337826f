/** Where things stand in a document's text: lines, columns, hyphens, and the indentation style the author uses. */

import type { TextRange } from "../base/source.js";
import { cell, COLUMN, rootOf, STRIDE, YamlNode, type YamlDocument } from "./yaml-document.js";

/** Offset of the first character of the line that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset of the line's break, `\r` included in the break, or the length of the text. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  if (feed < 0) return text.length;
  return feed > offset && text.charCodeAt(feed - 1) === 0x0d ? feed - 1 : feed;
}

/** Offset of the next line's first character, or the length of the text. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  return feed < 0 ? text.length : feed + 1;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The line break that the document uses. */
export function newlineOf(text: string): "\r\n" | "\n" {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** True when only blanks stand before the offset on its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, offset), offset));
}

/** Offset past blanks, line breaks and comments. */
export function skipTrivia(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === 0x20 || char === 0x09 || char === 0x0a || char === 0x0d) at++;
    else if (char === 0x23 && (at === 0 || /\s/.test(text.charAt(at - 1)))) at = lineEnd(text, at);
    else break;
  }
  return at;
}

/**
 * Offset of the first character an entry or item has to itself: its key, or its hyphen in a block sequence. In a flow
 * sequence, the item's value. Undefined where something we do not read (an anchor, a tag, `?`) stands in the way.
 */
export function entryStart(node: YamlNode): number | undefined {
  const { document, place } = node;
  const { text } = document;
  const parent = node.parent;
  if (parent === undefined) return undefined;
  const first = firstChild(parent);
  if (first === undefined) return undefined;
  let at: number;
  if (first.place === place) {
    // Behind the bracket of a flow collection, or at its start, which is the start of the first entry.
    at = skipTrivia(text, parentStart(parent) + (parent.flow ? 1 : 0));
  } else {
    const before = previousSibling(node);
    if (before === undefined) return undefined;
    at = skipTrivia(text, endOf(before));
    if (parent.flow) {
      if (text[at] !== ",") return undefined;
      at = skipTrivia(text, at + 1);
    }
  }
  if (parent.kind === "map") return at === cell(document, place, COLUMN.keyStart) ? at : undefined;
  if (parent.flow) return at === cell(document, place, COLUMN.start) ? at : undefined;
  return text[at] === "-" ? at : undefined;
}

/** End of an entry or item: of its value, or of its key where the value is missing. */
export function endOf(node: YamlNode): number {
  const { document, place } = node;
  return Math.max(cell(document, place, COLUMN.end), cell(document, place, COLUMN.keyEnd));
}

/** Range of the value as written here: the alias itself where it is one. */
export function valueRange(node: YamlNode): TextRange {
  return { start: cell(node.document, node.place, COLUMN.start), end: cell(node.document, node.place, COLUMN.end) };
}

/** Offset just past the colon or hyphen that introduces a value; undefined for the root and items of flow sequences. */
export function introducedAt(node: YamlNode): number | undefined {
  const { document, place } = node;
  const keyEnd = cell(document, place, COLUMN.keyEnd);
  if (keyEnd >= 0) {
    const colon = skipTrivia(document.text, keyEnd);
    return document.text[colon] === ":" ? colon + 1 : undefined;
  }
  if (node.parent === undefined || node.parent.flow) return undefined;
  const hyphen = entryStart(node);
  return hyphen === undefined ? undefined : hyphen + 1;
}

/**
 * Column of a block collection: of its keys or hyphens. Undefined for flow collections, empty ones and those whose first
 * line holds something we do not read.
 */
export function blockColumn(node: YamlNode): number | undefined {
  if (node.flow || node.isAlias) return undefined;
  const first = firstChild(node);
  const start = first === undefined ? undefined : entryStart(first);
  if (start === undefined) return undefined;
  const { text } = node.document;
  const before = text.slice(lineStart(text, start), start);
  return /^ *(?:- +)*$/.test(before) ? before.length : undefined;
}

/** The entries of a map or items of a list as written, merges and duplicates included. */
export function children(node: YamlNode): YamlNode[] {
  const found: YamlNode[] = [];
  const { document, index } = node;
  for (let at = cell(document, index, COLUMN.first); at > index; at = cell(document, at, COLUMN.next)) {
    found.push(new YamlNode(document, at));
  }
  return found;
}

export function firstChild(node: YamlNode): YamlNode | undefined {
  if (node.kind === "scalar") return undefined;
  const first = cell(node.document, node.index, COLUMN.first);
  return first > node.index ? new YamlNode(node.document, first) : undefined;
}

export function previousSibling(node: YamlNode): YamlNode | undefined {
  const siblings = node.parent === undefined ? [] : children(node.parent);
  return siblings[siblings.findIndex((it) => it.place === node.place) - 1];
}

export function nextSibling(node: YamlNode): YamlNode | undefined {
  const next = cell(node.document, node.place, COLUMN.next);
  return next < 0 ? undefined : new YamlNode(node.document, next);
}

/** True when the node stands inside a flow collection, where line breaks and indentation mean nothing. */
export function insideFlow(node: YamlNode): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) if (at.flow) return true;
  return false;
}

/** True when the document is JSON, as far as its style tells: its root is in flow style, its first key in double quotes. */
export function isJson(document: YamlDocument): boolean {
  if (rootOf(document)?.flow !== true) return false;
  for (let row = 1; row * STRIDE < document.table.length; row++) {
    const key = cell(document, row, COLUMN.keyStart);
    if (key >= 0) return document.text[key] === '"';
  }
  return false;
}

export interface Indentation {
  /** Columns by which a map stands further right than its key. */
  readonly step: number;
  /** Columns by which the hyphens of a list stand further right than its key. */
  readonly list: number;
}

/**
 * How the author indents near `node`: what most maps and lists of the document do, where for lists those under the same
 * parent count most, then those under its ancestors. Where the document shows nothing, what most in the documents `beside`
 * it do; two columns, and hyphens further right than their key, where these show nothing either.
 */
export function indentationNear(node: YamlNode, beside: readonly YamlDocument[] = []): Indentation {
  const { document } = node;
  // One tally per ancestor, for the lists directly below it.
  const near = new Map<number, Tally>();
  for (let at: YamlNode | undefined = node; at !== undefined; at = at.parent) near.set(at.place, new Tally());
  const own = new Shown();
  own.count(document, near);
  const others = new Shown();
  if (own.steps.most() === undefined || own.lists.most() === undefined) for (const it of beside) others.count(it);
  const step = own.steps.most() ?? others.steps.most() ?? 2;
  // The map was filled from the node outwards, so its order is from near to far.
  const nearest = [...near.values()].map((it) => it.most()).find((it) => it !== undefined);
  return { step, list: nearest ?? own.lists.most() ?? others.lists.most() ?? step };
}

/** What documents show of indentation. */
class Shown {
  readonly steps = new Tally();
  readonly lists = new Tally();

  /** @param below Tallies for the lists directly below some places. */
  count(document: YamlDocument, below: ReadonlyMap<number, Tally> = new Map()): void {
    const rows = document.table.length / STRIDE;
    for (let place = 1; place < rows; place++) {
      const child = new YamlNode(document, place);
      if (cell(document, place, COLUMN.keyStart) < 0 || child.kind === "scalar" || child.isAlias) continue;
      const column = blockColumn(child);
      const outer = child.parent === undefined ? undefined : blockColumn(child.parent);
      if (column === undefined || outer === undefined) continue;
      if (child.kind === "map") this.steps.count(column - outer);
      else {
        this.lists.count(column - outer);
        below.get(cell(document, place, COLUMN.parent))?.count(column - outer);
      }
    }
  }
}

/** Counts values; of equals the one seen first wins. */
class Tally {
  readonly #counts = new Map<number, number>();

  count(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  most(): number | undefined {
    let best: number | undefined;
    for (const [value, count] of this.#counts) {
      if (best === undefined || count > (this.#counts.get(best) ?? 0)) best = value;
    }
    return best;
  }
}

function parentStart(parent: YamlNode): number {
  return cell(parent.document, parent.index, COLUMN.start);
}
