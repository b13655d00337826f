/** Flow collections on one line, into the table. */

import type { TableBuilder } from "../table-builder.js";
import { FLAG, shapeOf } from "../yaml-document.js";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  endsToken,
  HASH,
  HYPHEN,
  isFlowIndicator,
  isStrange,
  OPEN_BRACE,
  OPEN_BRACKET,
  opensNoPlain,
  SINGLE_QUOTE,
  SPACE,
} from "./chars.js";
import { quotedEnd, quotedValue } from "./quoted.js";

const MAP = shapeOf("map", "plain", FLAG.flow);
const SEQUENCE = shapeOf("sequence", "plain", FLAG.flow);
const PLAIN = shapeOf("scalar", "plain", 0);
const SINGLE = shapeOf("scalar", "single-quoted", 0);
const DOUBLE = shapeOf("scalar", "double-quoted", 0);
/** Deeper ones are the library's: this reader recurses. */
const MAX_FLOW_DEPTH = 32;
const BAIL = -1;

/**
 * Reads the collection that opens at `start` into the row `index`, which exists.
 * @returns the offset past its closing bracket, or -1 for anything but plain and quoted scalars and collections on one
 * line. Rows may have been added by then.
 */
export function readFlow(text: string, start: number, index: number, builder: TableBuilder, depth = 0): number {
  if (depth > MAX_FLOW_DEPTH) return BAIL;
  const isMap = text.charCodeAt(start) === OPEN_BRACE;
  const close = isMap ? CLOSE_BRACE : CLOSE_BRACKET;
  builder.fill(index, isMap ? MAP : SEQUENCE, start, start);
  let at = skipBlanks(text, start + 1);
  if (text.charCodeAt(at) !== close) {
    for (;;) {
      at = isMap
        ? readEntry(text, at, index, builder, depth)
        : readValue(text, at, builder.addRow(index, 0, at, at, -1, -1), builder, depth);
      if (at === BAIL) return BAIL;
      at = skipBlanks(text, at);
      const char = text.charCodeAt(at);
      if (char === close) break;
      if (char !== COMMA) return BAIL;
      at = skipBlanks(text, at + 1);
    }
  }
  builder.endAt(index, at + 1);
  return at + 1;
}

function readEntry(text: string, start: number, parent: number, builder: TableBuilder, depth: number): number {
  const char = text.charCodeAt(start);
  const quoted = char === DOUBLE_QUOTE || char === SINGLE_QUOTE;
  const end = quoted ? quotedEnd(text, start) : plainEnd(text, start);
  if (end === BAIL || end - start > 1000) return BAIL;
  const colon = skipBlanks(text, end);
  if (text.charCodeAt(colon) !== COLON) return BAIL;
  // Only behind a quoted key may the value follow at once.
  if (!quoted && text.charCodeAt(colon + 1) !== SPACE) return BAIL;
  if (!quoted && end - start === 2 && text.startsWith("<<", start)) return BAIL;
  const row = builder.addRow(parent, quoted ? FLAG.quotedKey : 0, colon + 1, colon + 1, start, end);
  if (quoted) {
    const value = quotedValue(text, start, end);
    if (value === undefined) return BAIL;
    if (value.length !== end - start - 2) builder.keepString(-1 - row, value);
  }
  return readValue(text, skipBlanks(text, colon + 1), row, builder, depth);
}

function readValue(text: string, start: number, row: number, builder: TableBuilder, depth: number): number {
  const char = text.charCodeAt(start);
  if (char === OPEN_BRACE || char === OPEN_BRACKET) return readFlow(text, start, row, builder, depth + 1);
  if (char === DOUBLE_QUOTE || char === SINGLE_QUOTE) {
    const end = quotedEnd(text, start);
    const value = end === BAIL ? undefined : quotedValue(text, start, end);
    // A colon behind it would make it a key.
    if (value === undefined || text.charCodeAt(skipBlanks(text, end)) === COLON) return BAIL;
    builder.fill(row, char === DOUBLE_QUOTE ? DOUBLE : SINGLE, start, end);
    if (value.length !== end - start - 2) builder.keepString(row, value);
    return end;
  }
  const end = plainEnd(text, start);
  if (end === BAIL || text.charCodeAt(skipBlanks(text, end)) === COLON) return BAIL;
  builder.fill(row, PLAIN, start, end);
  return end;
}

/** End of a plain scalar that has at least one character, or -1. */
function plainEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (opensNoPlain(first) || endsToken(first)) return BAIL;
  if (first === HYPHEN && (endsToken(text.charCodeAt(start + 1)) || isFlowIndicator(text.charCodeAt(start + 1))))
    return BAIL;
  let end = start;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isFlowIndicator(char)) break;
    if (char === SPACE) continue;
    if (isStrange(char) || (char === HASH && text.charCodeAt(at - 1) === SPACE)) return BAIL;
    if (char === COLON) {
      const after = text.charCodeAt(at + 1);
      if (endsToken(after)) break;
      if (isFlowIndicator(after)) return BAIL;
    }
    end = at + 1;
  }
  return end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}
