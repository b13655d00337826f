/**
 * Strict JSON (RFC 8259) → node table. Manifests may be JSON, which `kubectl` reads as such: tabs indent as well as
 * blanks there, and no number is octal because it begins with a nought.
 */

import { TableBuilder } from "../table-builder.js";
import { FLAG, shapeOf, type ParsedText } from "../yaml-document.js";
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  CR,
  DOUBLE_QUOTE,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  SPACE,
  TAB,
} from "./chars.js";
import { quotedValue } from "./quoted.js";

const MAP = shapeOf("map", "plain", FLAG.flow);
const SEQUENCE = shapeOf("sequence", "plain", FLAG.flow);
const PLAIN = shapeOf("scalar", "plain", 0);
const DOUBLE = shapeOf("scalar", "double-quoted", 0);
const WORD = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
/** The reader recurses; what is deeper gets the library's complaint. */
const MAX_DEPTH = 200;

/** @returns undefined for anything but one JSON object or array. */
export function parseJson(text: string): ParsedText | undefined {
  const start = skipSpace(text, 0);
  const char = text.charCodeAt(start);
  if (char !== OPEN_BRACE && char !== OPEN_BRACKET) return undefined;
  const builder = new TableBuilder();
  const end = readValue(text, start, builder.addRow(-1, 0, start, start, -1, -1), builder, 0);
  if (end < 0 || skipSpace(text, end) !== text.length) return undefined;
  return { text, table: builder.table(), strings: builder.strings, problems: [] };
}

/** Reads a value into a row; returns the offset past it, or -1. */
function readValue(text: string, start: number, row: number, builder: TableBuilder, depth: number): number {
  const char = text.charCodeAt(start);
  if (char === OPEN_BRACE || char === OPEN_BRACKET) return readCollection(text, start, row, builder, depth);
  if (char === DOUBLE_QUOTE) {
    const end = stringEnd(text, start);
    if (end < 0) return -1;
    builder.fill(row, DOUBLE, start, end);
    return keepString(text, start, end, row, builder) ? end : -1;
  }
  WORD.lastIndex = start;
  if (!WORD.test(text)) return -1;
  builder.fill(row, PLAIN, start, WORD.lastIndex);
  return WORD.lastIndex;
}

function readCollection(text: string, start: number, row: number, builder: TableBuilder, depth: number): number {
  if (depth >= MAX_DEPTH) return -1;
  const isMap = text.charCodeAt(start) === OPEN_BRACE;
  const close = isMap ? CLOSE_BRACE : CLOSE_BRACKET;
  builder.fill(row, isMap ? MAP : SEQUENCE, start, start);
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) !== close) {
    let child: number;
    if (isMap) {
      const keyEnd = text.charCodeAt(at) === DOUBLE_QUOTE ? stringEnd(text, at) : -1;
      const colon = keyEnd < 0 ? -1 : skipSpace(text, keyEnd);
      if (text.charCodeAt(colon) !== COLON) return -1;
      child = builder.addRow(row, FLAG.quotedKey, colon + 1, colon + 1, at, keyEnd);
      if (!keepString(text, at, keyEnd, -1 - child, builder)) return -1;
      at = skipSpace(text, colon + 1);
    } else child = builder.addRow(row, 0, at, at, -1, -1);
    at = readValue(text, at, child, builder, depth + 1);
    if (at < 0) return -1;
    at = skipSpace(text, at);
    if (text.charCodeAt(at) === COMMA) {
      at = skipSpace(text, at + 1);
      if (text.charCodeAt(at) === close) return -1;
    } else if (text.charCodeAt(at) !== close) return -1;
  }
  builder.endAt(row, at + 1);
  return at + 1;
}

/** Keeps the value of a string that has escapes; false for an escape that is none. */
function keepString(text: string, start: number, end: number, place: number, builder: TableBuilder): boolean {
  const value = quotedValue(text, start, end);
  if (value === undefined) return false;
  if (value.length !== end - start - 2) builder.keepString(place, value);
  return true;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === DOUBLE_QUOTE) return at + 1;
    if (char < SPACE) return -1;
    if (char === BACKSLASH) at++;
  }
  return -1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const char = text.charCodeAt(at);
    if (char !== SPACE && char !== LF && char !== CR && char !== TAB) return at;
    at++;
  }
}
