/** What begins at a place on a line of YAML: a hyphen, a key, a comment, a quoted scalar. Tolerates what is half typed. */

import { endsToken, SPACE, TAB } from "../fast/chars.js";
import { lineEnd, lineStart, nextLine } from "../layout.js";

export interface KeyToken {
  /** Range of the key, quotes included. */
  readonly start: number;
  readonly end: number;
  /** The key without its quotes, escapes as written. */
  readonly text: string;
  readonly colon: number;
}

export interface QuotedToken {
  /** Past the closing quote; where none closes it, the end of the last line that belongs to it. */
  readonly end: number;
  readonly closed: boolean;
}

/** Properties, flow collections, block scalars and what is reserved: none of them begins a key that we read. */
const OPENS_NO_KEY = /^[[\]{},#&*!|>%@`]/;

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at++;
  return at;
}

/** True for a hyphen that begins a list item. */
export function isHyphen(text: string, at: number): boolean {
  return text[at] === "-" && isBlank(text, at + 1);
}

/** True for white space and at the end of the text. */
export function isBlank(text: string, at: number): boolean {
  const char = text.charCodeAt(at);
  return char === TAB || endsToken(char);
}

/** True for a `#` that begins a comment. */
export function isComment(text: string, at: number): boolean {
  return text[at] === "#" && (at === 0 || isBlank(text, at - 1));
}

/** Offset at which the line's code ends when only plain text is on it from `from`: its comment, or its end. */
export function codeEnd(text: string, from: number): number {
  const line = text.slice(from, lineEnd(text, from));
  for (let at = line.indexOf("#"); at >= 0; at = line.indexOf("#", at + 1)) {
    if (isComment(text, from + at)) return from + at;
  }
  return from + line.length;
}

/** The key at `start`, where its colon follows on the same line. */
export function keyAt(text: string, start: number): KeyToken | undefined {
  const first = text.charAt(start);
  if (first === '"' || first === "'") {
    const { end, closed } = quotedAt(text, start, Number.POSITIVE_INFINITY);
    const colon = skipBlanks(text, end);
    if (!closed || text[colon] !== ":" || !isBlank(text, colon + 1)) return undefined;
    return { start, end, text: text.slice(start + 1, end - 1), colon };
  }
  if (OPENS_NO_KEY.test(first)) return undefined;
  const line = text.slice(start, codeEnd(text, start));
  for (let colon = line.indexOf(":"); colon >= 0; colon = line.indexOf(":", colon + 1)) {
    if (!isBlank(text, start + colon + 1)) continue;
    const key = line.slice(0, colon).trimEnd();
    return { start, end: start + key.length, text: key, colon: start + colon };
  }
  return undefined;
}

/**
 * The quoted scalar that opens at `start`. It goes on over lines that begin further right than `column`, which is that of
 * what it belongs to: one that nobody has closed yet does not swallow the rest of the text. With an endless `column` it
 * ends with its line.
 */
export function quotedAt(text: string, start: number, column: number): QuotedToken {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\n") {
      const next = nextContent(text, at);
      if (next === undefined || next.column <= column)
        return { end: lineEnd(text, lineStart(text, at)), closed: false };
      at = next.start - 1;
    } else if (char === "\\" && quote === '"') at++;
    else if (char === quote) {
      if (quote === '"' || text[at + 1] !== quote) return { end: at + 1, closed: true };
      at++;
    }
  }
  return { end: text.length, closed: false };
}

/** Past anchors and tags, and the blanks behind them. */
export function skipProperties(text: string, from: number): number {
  let at = from;
  while (text[at] === "&" || text[at] === "!") {
    while (!isBlank(text, at)) at++;
    at = skipBlanks(text, at);
  }
  return at;
}

export interface Line {
  /** Offset of its first character that is no blank. */
  readonly start: number;
  readonly column: number;
}

/** The first line below the one that `from` is on with anything but blanks on it. */
export function nextContent(text: string, from: number): Line | undefined {
  for (let at = nextLine(text, from); at < text.length; at = nextLine(text, at)) {
    const start = skipBlanks(text, at);
    if (start < lineEnd(text, at)) return { start, column: start - at };
  }
  return undefined;
}
