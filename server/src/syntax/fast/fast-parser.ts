/**
 * Text → node table for the block YAML that manifests are written in, some fifty times as fast as the library. What is not
 * surely well-formed, or not of that subset, is left to the library: it makes the same table, and knows every fault.
 */

import { TableBuilder } from "../table-builder.js";
import { FLAG, shapeOf, type ParsedText } from "../yaml-document.js";
import { readBlockScalar } from "./block-scalar.js";
import {
  COLON,
  CR,
  DOT,
  DOUBLE_QUOTE,
  endsToken,
  GREATER,
  HASH,
  HYPHEN,
  isStrange,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  opensNoPlain,
  PIPE,
  SINGLE_QUOTE,
  SPACE,
} from "./chars.js";
import { readFlow } from "./flow.js";
import { quotedEnd, quotedValue } from "./quoted.js";

const MAP = shapeOf("map", "plain", 0);
const SEQUENCE = shapeOf("sequence", "plain", 0);
const SINGLE = shapeOf("scalar", "single-quoted", 0);
const DOUBLE = shapeOf("scalar", "double-quoted", 0);
const LITERAL = shapeOf("scalar", "literal", 0);
const FOLDED = shapeOf("scalar", "folded", 0);
/** As deep as the library's reader goes; what is deeper gets its complaint. */
const MAX_DEPTH = 200;
/** A key that is longer is none (YAML 1.2.2 §7.4.2), by the library's count. */
const MAX_KEY = 1000;

/**
 * @returns undefined for whatever the fast parser does not own: anchors, aliases, tags, `?` keys, merges, directives,
 * tabs outside of comments and block scalars, scalars and flow collections over several lines, and every fault.
 */
export function parseFast(text: string): ParsedText | undefined {
  return new FastParser(text).parse();
}

class FastParser {
  readonly #text: string;
  readonly #builder = new TableBuilder();
  /** Open collections from the outermost in: row, column, and whether it is a sequence. */
  readonly #rows: number[] = [];
  readonly #columns: number[] = [];
  readonly #sequences: boolean[] = [];
  #depth = 0;
  /** The row that waits for its value on a following line, or -1. */
  #pending = -1;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): ParsedText | undefined {
    const text = this.#text;
    const { length } = text;
    let at = 0;
    while (at < length) {
      const start = at;
      while (text.charCodeAt(at) === SPACE) at++;
      const char = text.charCodeAt(at);
      if (char === LF) {
        at++;
      } else if (char === HASH) {
        at = this.#afterComment(at);
      } else if (char === CR) {
        if (text.charCodeAt(at + 1) !== LF) return undefined;
        at += 2;
      } else if (at < length) {
        at = this.#line(at, at - start);
      }
      if (at < 0) return undefined;
    }
    if (this.#builder.count === 0) return undefined;
    while (this.#depth > 0) this.#close();
    return { text, table: this.#builder.table(), strings: this.#builder.strings, problems: [] };
  }

  /** Reads a line whose first character stands at the column. Returns the start of the next line, or -1 to bail. */
  #line(start: number, column: number): number {
    const text = this.#text;
    const isItem = text.charCodeAt(start) === HYPHEN && endsToken(text.charCodeAt(start + 1));
    if (column === 0 && this.#isMarker(start)) return -1;
    while (this.#depth > 0 && this.#column() > column) this.#close();
    if (this.#depth === 0) {
      if (this.#builder.count > 0) return -1;
      this.#pending = this.#builder.addRow(-1, 0, start, start, -1, -1);
    } else if (this.#column() === column) {
      if (isItem) {
        // Hyphens at the column of their key: the list is the value of that key.
        if (this.#isSequence()) this.#pending = -1;
        else if (this.#pending < 0) return -1;
      } else {
        // A list at its key's column ends where the next key stands.
        if (this.#isSequence()) {
          this.#close();
          if (this.#depth === 0 || this.#column() !== column || this.#isSequence()) return -1;
        }
        this.#pending = -1;
      }
    } else if (this.#pending < 0) return -1;
    return this.#node(start, column);
  }

  /** Reads items, an entry or a scalar, from their first character to the end of their line. */
  #node(from: number, fromColumn: number): number {
    const text = this.#text;
    let start = from;
    let column = fromColumn;
    while (text.charCodeAt(start) === HYPHEN && endsToken(text.charCodeAt(start + 1))) {
      if (!this.#open(true, start, column)) return -1;
      this.#pending = this.#builder.addRow(this.#row(), 0, start + 1, start + 1, -1, -1);
      let next = start + 1;
      while (text.charCodeAt(next) === SPACE) next++;
      if (this.#endsLine(next, start + 1)) return this.#afterLine(next);
      column += next - start;
      start = next;
    }
    return this.#entryOrScalar(start, column, start === from);
  }

  /** @param alone True where nothing stands before it on its line: what a scalar there is may hang on lines around it. */
  #entryOrScalar(start: number, column: number, alone: boolean): number {
    const text = this.#text;
    const char = text.charCodeAt(start);
    const quoted = char === DOUBLE_QUOTE || char === SINGLE_QUOTE;
    if (!quoted && (char === OPEN_BRACE || char === OPEN_BRACKET || char === PIPE || char === GREATER)) {
      return alone ? -1 : this.#pendingValue(start);
    }
    const end = quoted ? quotedEnd(text, start) : this.#plainEnd(start);
    if (end < 0) return -1;
    let colon = end;
    while (text.charCodeAt(colon) === SPACE) colon++;
    if (text.charCodeAt(colon) !== COLON || !endsToken(text.charCodeAt(colon + 1))) {
      return alone ? -1 : this.#pendingValue(start);
    }
    if (end - start > MAX_KEY || (!quoted && end - start === 2 && text.startsWith("<<", start))) return -1;
    if (!this.#open(false, start, column)) return -1;
    const row = this.#builder.addRow(this.#row(), quoted ? FLAG.quotedKey : 0, colon + 1, colon + 1, start, end);
    if (quoted) {
      const value = quotedValue(text, start, end);
      if (value === undefined) return -1;
      if (value.length !== end - start - 2) this.#builder.keepString(-1 - row, value);
    }
    this.#pending = row;
    let next = colon + 1;
    while (text.charCodeAt(next) === SPACE) next++;
    if (this.#endsLine(next, colon + 1)) return this.#afterLine(next);
    return this.#pendingValue(next);
  }

  /** Reads a scalar or flow collection, which must end with its line, into the row that waits for a value. */
  #pendingValue(start: number): number {
    const text = this.#text;
    const row = this.#pending;
    // A scalar or flow collection for a root is rare, and what may follow it is the library's business.
    if (row < 0 || this.#depth === 0) return -1;
    this.#pending = -1;
    const char = text.charCodeAt(start);
    if (char === PIPE || char === GREATER) {
      const scalar = readBlockScalar(text, start, this.#column());
      if (scalar === undefined) return -1;
      this.#builder.fill(row, char === PIPE ? LITERAL : FOLDED, start, scalar.end);
      this.#builder.keepString(row, scalar.value);
      return scalar.next;
    }
    let end: number;
    if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      end = readFlow(text, start, row, this.#builder);
      if (end < 0) return -1;
    } else if (char === DOUBLE_QUOTE || char === SINGLE_QUOTE) {
      end = quotedEnd(text, start);
      const value = end < 0 ? undefined : quotedValue(text, start, end);
      if (value === undefined) return -1;
      this.#builder.fill(row, char === DOUBLE_QUOTE ? DOUBLE : SINGLE, start, end);
      if (value.length !== end - start - 2) this.#builder.keepString(row, value);
    } else {
      if (char === HYPHEN && endsToken(text.charCodeAt(start + 1))) return -1;
      end = this.#plainEnd(start);
      if (end < 0) return -1;
      this.#builder.fill(row, 0, start, end);
    }
    let next = end;
    while (text.charCodeAt(next) === SPACE) next++;
    return this.#endsLine(next, end) ? this.#afterLine(next) : -1;
  }

  /** End of the plain scalar at `start`, or -1: it ends before `: `, ` #` and the line's end. */
  #plainEnd(start: number): number {
    const text = this.#text;
    if (opensNoPlain(text.charCodeAt(start))) return -1;
    let end = start;
    for (let at = start; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === SPACE) continue;
      if (char === LF || (char === CR && text.charCodeAt(at + 1) === LF)) break;
      if (char === HASH && at > end) break;
      if (char === COLON && endsToken(text.charCodeAt(at + 1))) break;
      if (isStrange(char)) return -1;
      end = at + 1;
    }
    return end;
  }

  /** Makes sure that the innermost collection is of this kind and column; opens one where a value is awaited. */
  #open(sequence: boolean, start: number, column: number): boolean {
    if (this.#pending < 0) return this.#depth > 0 && this.#isSequence() === sequence && this.#column() === column;
    if (this.#depth >= MAX_DEPTH) return false;
    this.#builder.fill(this.#pending, sequence ? SEQUENCE : MAP, start, start);
    this.#rows[this.#depth] = this.#pending;
    this.#columns[this.#depth] = column;
    this.#sequences[this.#depth] = sequence;
    this.#depth++;
    this.#pending = -1;
    return true;
  }

  #close(): void {
    this.#depth--;
    this.#pending = -1;
    this.#builder.endWithLastChild(this.#rows[this.#depth] ?? 0);
  }

  #row(): number {
    return this.#rows[this.#depth - 1] ?? -1;
  }

  #column(): number {
    return this.#columns[this.#depth - 1] ?? -1;
  }

  #isSequence(): boolean {
    return this.#sequences[this.#depth - 1] === true;
  }

  /** True where nothing but a comment, with a blank before it, or the line's break stands. */
  #endsLine(at: number, tokenEnd: number): boolean {
    const text = this.#text;
    const char = text.charCodeAt(at);
    if (char === HASH) return at > tokenEnd;
    return char === LF || Number.isNaN(char) || (char === CR && text.charCodeAt(at + 1) === LF);
  }

  #afterLine(at: number): number {
    if (this.#text.charCodeAt(at) === HASH) return this.#afterComment(at);
    const end = this.#text.indexOf("\n", at);
    return end < 0 ? this.#text.length : end + 1;
  }

  /** A comment may hold anything but a lone `\r`, which some readers take for the end of the line. */
  #afterComment(from: number): number {
    const text = this.#text;
    for (let at = from; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === LF) return at + 1;
      if (char === CR && text.charCodeAt(at + 1) !== LF) return -1;
    }
    return text.length;
  }

  /** `---` and `...`: a document's text has none, but a text that is parsed whole may. */
  #isMarker(start: number): boolean {
    const text = this.#text;
    const char = text.charCodeAt(start);
    if (char !== HYPHEN && char !== DOT) return false;
    return text.charCodeAt(start + 1) === char && text.charCodeAt(start + 2) === char;
  }
}
