/** Literal and folded block scalars (YAML 1.2.2 §8.1): where they end and what they stand for. */

import { CR, GREATER, HASH, HYPHEN, LF, NINE, PLUS, SPACE, TAB, ZERO } from "./chars.js";

export interface BlockScalar {
  /** End of its last character that is no white space; of its header if it has none. */
  readonly end: number;
  /** Start of the first line after it. */
  readonly next: number;
  readonly value: string;
}

/**
 * Reads the scalar whose `|` or `>` stands at `start`, under a parent at column `parent`. Undefined for what only the
 * library may judge: tabs in indentation or alone on a line, text between the scalar's indentation and its parent's,
 * `\r` in it.
 */
export function readBlockScalar(text: string, start: number, parent: number): BlockScalar | undefined {
  let at = start + 1;
  let chomping = 0;
  let indent = -1;
  for (; ; at++) {
    const char = text.charCodeAt(at);
    if ((char === PLUS || char === HYPHEN) && chomping === 0) chomping = char;
    else if (char > ZERO && char <= NINE && indent < 0) indent = parent + char - ZERO;
    else break;
  }
  let end = at;
  let behind = at;
  while (text.charCodeAt(behind) === SPACE) behind++;
  const isComment = text.charCodeAt(behind) === HASH && behind > at;
  let lineEnd = text.indexOf("\n", behind);
  if (lineEnd < 0) lineEnd = text.length;
  if (isComment) {
    end = lineEnd;
    while (text.charCodeAt(end - 1) === SPACE || text.charCodeAt(end - 1) === TAB) end--;
    if (text.charCodeAt(end - 1) === CR) return undefined;
  } else if (behind !== lineEnd) return undefined;

  const lines: string[] = [];
  // Blank lines count only when a line of text or `+` follows.
  let blank = 0;
  let next = lineEnd + 1;
  while (next < text.length) {
    let column = next;
    while (text.charCodeAt(column) === SPACE) column++;
    const width = column - next;
    const char = text.charCodeAt(column);
    if (char === CR) return undefined;
    if (char === LF || Number.isNaN(char)) {
      // Blanks beyond the indentation are text, and before it is known they may be a fault.
      if (width > 0 && (indent < 0 || width > indent)) return undefined;
      if (Number.isNaN(char)) {
        if (width > 0) return undefined;
        break;
      }
      blank++;
      next = column + 1;
      continue;
    }
    if (indent < 0 && width > parent) indent = width;
    if (indent < 0 || width < indent) {
      // Less text than the scalar has but more than its parent is a fault; comments may stand anywhere.
      if (char === TAB || (width > parent && char !== HASH)) return undefined;
      break;
    }
    let close = text.indexOf("\n", column);
    if (close < 0) close = text.length;
    if (text.charCodeAt(close - 1) === CR) return undefined;
    if (char === TAB && isBlank(text, column, close)) return undefined;
    for (; blank > 0; blank--) lines.push("");
    lines.push(text.slice(next + indent, close));
    end = close;
    next = close + 1;
  }
  while (end > start && (text.charCodeAt(end - 1) === SPACE || text.charCodeAt(end - 1) === TAB)) end--;
  const body = text.charCodeAt(start) === GREATER ? folded(lines) : lines.join("\n");
  const close =
    chomping === HYPHEN
      ? ""
      : chomping === PLUS
        ? "\n".repeat(blank + (lines.length > 0 ? 1 : 0))
        : lines.length > 0
          ? "\n"
          : "";
  return { end, next: Math.min(next, text.length), value: body + close };
}

function isBlank(text: string, start: number, end: number): boolean {
  let at = start;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at++;
  return at >= end;
}

/** A single break between two lines of text is a blank; breaks next to indented or empty lines are kept (§8.1.3). */
function folded(lines: readonly string[]): string {
  let value = "";
  let breaks = 0;
  let started = false;
  let beforeIndented = false;
  for (const line of lines) {
    if (line === "") {
      breaks++;
      continue;
    }
    const indented = line.charCodeAt(0) === SPACE || line.charCodeAt(0) === TAB;
    // The break that ends a line of text is given up, or a blank, unless one of its neighbours is indented.
    if (!started) value += "\n".repeat(breaks);
    else if (indented || beforeIndented) value += "\n".repeat(breaks + 1);
    else value += breaks === 0 ? " " : "\n".repeat(breaks);
    value += line;
    breaks = 0;
    started = true;
    beforeIndented = indented;
  }
  return value;
}
