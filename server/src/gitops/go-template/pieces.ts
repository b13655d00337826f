/** Cuts a template of Go into text and actions, with the place of each. */

import { Undecidable } from "./undecidable.js";

export interface Delimiters {
  readonly open: string;
  readonly close: string;
}

export const BRACES: Delimiters = { open: "{{", close: "}}" };

/** Text, or what is between delimiters. */
export interface Piece {
  readonly text: string;
  /** Offsets in the template; of an action with its delimiters. */
  readonly start: number;
  readonly end: number;
}

/** Text and actions take turns, beginning and ending with text. A hyphen inside the delimiters trims the text beside it. */
export function pieces(template: string, { open, close }: Delimiters): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  let trimNext = false;
  for (;;) {
    const start = template.indexOf(open, from);
    const inner = start + open.length;
    const trimsBefore = start >= 0 && /^-\s/.test(template.slice(inner, inner + 2));
    found.push(textPiece(template, from, start < 0 ? template.length : start, trimNext, trimsBefore));
    if (start < 0) return found;
    const end = closing(template, inner, close);
    if (end === undefined) throw new Undecidable(`\`${open}\` is not closed`);
    const action = template.slice(trimsBefore ? inner + 1 : inner, end);
    trimNext = /\s-$/.test(action);
    from = end + close.length;
    found.push({ text: (trimNext ? action.slice(0, -1) : action).trim(), start, end: from });
  }
}

function textPiece(template: string, from: number, to: number, trimStart: boolean, trimEnd: boolean): Piece {
  const raw = template.slice(from, to);
  const left = trimStart ? raw.trimStart() : raw;
  const start = to - left.length;
  const text = trimEnd ? left.trimEnd() : left;
  return { text, start, end: start + text.length };
}

/** Where an action ends: delimiters in strings and comments do not count. */
function closing(template: string, from: number, close: string): number | undefined {
  const comment = /^-?\s*\/\*/.exec(template.slice(from, from + 10));
  if (comment !== null) {
    const end = template.indexOf("*/", from + comment[0].length);
    const at = end < 0 ? -1 : template.indexOf(close, end);
    return at < 0 ? undefined : at;
  }
  let quote = "";
  for (let at = from; at < template.length; at++) {
    const char = template[at] ?? "";
    if (quote !== "") {
      if (char === "\\" && quote === '"') at++;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "`") quote = char;
    else if (template.startsWith(close, at)) return at;
  }
  return undefined;
}
