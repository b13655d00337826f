/** Quoted scalars on one line: where they end and what they stand for. */

import { BACKSLASH, DOUBLE_QUOTE, isStrange, SINGLE_QUOTE } from "./chars.js";

/** Offset past the closing quote of the scalar that opens at `start`, or -1 when it does not close on its line. */
export function quotedEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      if (quote === DOUBLE_QUOTE || text.charCodeAt(at + 1) !== SINGLE_QUOTE) return at + 1;
      at++;
    } else if (char === BACKSLASH && quote === DOUBLE_QUOTE) at++;
    else if (isStrange(char)) return -1;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * What the quoted scalar from `start` to `end` stands for; undefined for escapes that JSON does not know, which are
 * the library's.
 */
export function quotedValue(text: string, start: number, end: number): string | undefined {
  const raw = text.slice(start + 1, end - 1);
  if (text.charCodeAt(start) === SINGLE_QUOTE) return raw.includes("'") ? raw.replaceAll("''", "'") : raw;
  if (!raw.includes("\\")) return raw;
  let value = "";
  let done = 0;
  for (let at = raw.indexOf("\\"); at >= 0; at = raw.indexOf("\\", done)) {
    value += raw.slice(done, at);
    const letter = raw.charAt(at + 1);
    if (letter === "u") {
      const digits = raw.slice(at + 2, at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
      value += String.fromCharCode(Number.parseInt(digits, 16));
      done = at + 6;
    } else {
      const char = ESCAPES[letter];
      if (char === undefined) return undefined;
      value += char;
      done = at + 2;
    }
  }
  return value + raw.slice(done);
}
