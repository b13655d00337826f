/**
 * What of a YAML text is not there yet at the place of the last edit: the key or item with nothing behind it, and in a text
 * that grows, every collection that ends where the edit is. Told from the text by indentation alone, as in `context-at.ts`.
 */

import type { TextRange } from "../base/source.js";
import { isComment, isHyphen, keyAt, nextContent, skipBlanks } from "./context/tokens.js";
import { contextsAt } from "./context-at.js";
import { lineEnd, lineStart } from "./layout.js";

/** Offsets count from the start of the file. */
export interface Incomplete {
  /** The entry, item or word that is typed, to the end of its line. */
  readonly span: TextRange;
  /** Where the keys and hyphens begin that it is below: more may come in what they hold. */
  readonly heads: ReadonlySet<number>;
  /** Nothing comes behind it in its document, and the document has grown: no part that holds it has its end yet. */
  readonly whole: boolean;
}

/** Closing brackets and quotes, which an editor may have written by itself, and a comment. */
const NOTHING_BEHIND = /^[\s\]}"']*(?:(?<!\S)#.*)?$/;

/** A key or hyphen, and its column. */
interface Head {
  readonly start: number;
  readonly column: number;
}

/** A line with more on it than a comment. */
interface CodeLine {
  readonly heads: readonly Head[];
  /** Column of the first character. */
  readonly column: number;
  /** The key, or what is behind the hyphens, or the last hyphen where nothing is. */
  readonly innermost: Head;
  /** Nothing is behind its last key or hyphen. */
  readonly openEnded: boolean;
}

/**
 * @param document The document that holds the offset, in the file.
 * @param at Offset at which the last edit has ended.
 * @param grown The document has more lines of code than before it was edited.
 * @returns undefined where what is at the offset has all that it needs.
 */
export function incompleteAt(text: string, document: TextRange, at: number, grown: boolean): Incomplete | undefined {
  const start = Math.max(lineStart(text, at), document.start);
  const end = lineEnd(text, at);
  const line = readLine(text, start);
  const below = nextCode(text, end, document.end);
  const column =
    line?.innermost.column ?? Math.max(at - start, itemAbove(text, document.start, at)?.innermost.column ?? 0);
  const isLast = NOTHING_BEHIND.test(text.slice(at, end));
  const isOpen = isLast && grown && column > (below?.column ?? -1);
  if (!isOpen && !(isLast && isBare(text, document.start, at, below)) && !isUnclosed(text, line, end)) return undefined;
  return {
    span: { start: Math.min(line?.innermost.start ?? at, at), end },
    heads: headsAbove(text, document.start, at),
    whole: isOpen && below === undefined,
  };
}

/** True for a document whose last line of code is a key or hyphen with nothing behind it. */
export function endsOpen(text: string): boolean {
  return openLineAbove(`${text}\n`, 0, text.length + 1) !== undefined;
}

/** True where a key, a value or an item is to come. */
function isBare(text: string, from: number, at: number, below: Head | undefined): boolean {
  const line = readLine(text, Math.max(lineStart(text, at), from)) ?? openLineAbove(text, from, at);
  const holder = line?.heads.at(-1);
  const holds =
    below !== undefined &&
    holder !== undefined &&
    (below.column > holder.column ||
      (below.column === holder.column && isHyphen(text, below.start) && !isHyphen(text, holder.start)));
  if (line === undefined || holds) return false;
  return contextsAt(text, at).some(({ typing, hasColon, range, mayBegin, quote, siblings, path }) => {
    if (typing === "key") return !hasColon;
    // A word by itself may become a key, unless it is in a list of words.
    const mayBeKey = mayBegin && quote === undefined && (typeof path.at(-1) === "string" || siblings.length === 0);
    return range.start === range.end || mayBeKey;
  });
}

/** True where a bracket or quote that the line opens is not closed on it. */
function isUnclosed(text: string, line: CodeLine | undefined, end: number): boolean {
  if (line === undefined) return false;
  const key = keyAt(text, line.innermost.start);
  let depth = 0;
  let quote = "";
  for (let at = skipBlanks(text, key === undefined ? line.innermost.start : key.colon + 1); at < end; at++) {
    const char = text.charAt(at);
    const mayBegin = /^[\s[{,:]?$/.test(text.charAt(at - 1));
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (isComment(text, at)) break;
    else if (/["']/.test(char) && mayBegin) quote = char;
    else if (/[[{]/.test(char) && (depth > 0 || mayBegin)) depth++;
    else if (/[\]}]/.test(char) && depth > 0) depth--;
  }
  return depth > 0 || quote !== "";
}

/** Starts of the keys and hyphens that hold the offset, those on its own line included. */
function headsAbove(text: string, from: number, at: number): ReadonlySet<number> {
  const own = readLine(text, Math.max(lineStart(text, at), from));
  const heads = new Set<number>(own?.heads.map((it) => it.start));
  let column = own?.column ?? at - lineStart(text, at);
  const [nearest] = linesAbove(text, from, at);
  const beside = own ?? nearest;
  let isItem = beside !== undefined && startsItem(text, beside);
  // On an empty line one may go on with what the line above begins, wherever the cursor is.
  const goesOn = own === undefined ? (openLineAbove(text, from, at) ?? itemAbove(text, from, at)) : undefined;
  for (const line of linesAbove(text, from, at)) {
    const isNext = line.innermost.start === goesOn?.innermost.start;
    const holds = (head: Head): boolean =>
      isNext || head.column < column || (isItem && head.column === column && !isHyphen(text, head.start));
    const holding = line.heads.filter(holds);
    if (holding.length === 0) continue;
    for (const head of holding) heads.add(head.start);
    column = line.column;
    isItem = startsItem(text, line);
  }
  return heads;
}

function startsItem(text: string, line: CodeLine): boolean {
  const [first] = line.heads;
  return first !== undefined && isHyphen(text, first.start);
}

/** The nearest line above with code on it, where nothing is behind its last key or hyphen. */
function openLineAbove(text: string, from: number, at: number): CodeLine | undefined {
  for (const line of linesAbove(text, from, at)) return line.openEnded ? line : undefined;
  return undefined;
}

/** The nearest line above with code on it, where it begins an item: more keys of it may come, wherever the cursor is. */
function itemAbove(text: string, from: number, at: number): CodeLine | undefined {
  for (const line of linesAbove(text, from, at)) return startsItem(text, line) ? line : undefined;
  return undefined;
}

/** Lines with code above that of the offset, the nearest first. */
function* linesAbove(text: string, from: number, at: number): Generator<CodeLine> {
  for (let start = lineStart(text, at); start > from; ) {
    start = Math.max(lineStart(text, start - 1), from);
    const line = readLine(text, start);
    if (line !== undefined) yield line;
  }
}

/** Undefined for a line without code. @param from Its start, or that of the document on it. */
function readLine(text: string, from: number): CodeLine | undefined {
  const line = lineStart(text, from);
  const start = skipBlanks(text, from);
  const end = lineEnd(text, from);
  if (start >= end || isComment(text, start)) return undefined;
  const heads: Head[] = [];
  let at = start;
  for (; isHyphen(text, at); at = skipBlanks(text, at + 1)) heads.push({ start: at, column: at - line });
  const key = at < end ? keyAt(text, at) : undefined;
  if (key !== undefined) heads.push({ start: key.start, column: key.start - line });
  const behind = key === undefined ? at : skipBlanks(text, key.colon + 1);
  const openEnded = heads.length > 0 && (behind >= end || isComment(text, behind));
  const last = openEnded ? heads.at(-1) : undefined;
  return { heads, column: start - line, innermost: last ?? { start: at, column: at - line }, openEnded };
}

/** The first character of the next line with code on it. */
function nextCode(text: string, from: number, end: number): Head | undefined {
  let line = nextContent(text, from);
  while (line !== undefined && isComment(text, line.start)) line = nextContent(text, line.start);
  return line === undefined || line.start >= end ? undefined : line;
}
