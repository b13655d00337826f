/** What a reader of half-typed YAML says of the cursor, before the text behind the cursor has been read. */

import type { TextRange } from "../../base/source.js";
import { lineEnd } from "../layout.js";

/** A key of a map, or the index of a list item. */
export type PathStep = string | number;

/** The word at the cursor. */
export interface Word {
  /** What it holds up to the cursor, without the opening quote; escapes as written. */
  readonly text: string;
  /** All of it on the cursor's line, without its quotes. */
  readonly range: TextRange;
  readonly quote?: "'" | '"';
}

/** As `CursorContext` in `context-at.ts`, but for the siblings, of which some may follow the cursor. */
export interface Draft {
  readonly path: readonly PathStep[];
  readonly typing: "key" | "value" | "item";
  readonly word: Word;
  readonly column: number;
  /** Names of the collection's entries, which grow as the text is read: keys of a map, texts of a list's scalar items. */
  readonly names: readonly (string | undefined)[];
  /** Index among them of what the cursor is at, once it is there. */
  readonly own?: number;
  readonly flow?: true;
  readonly mayBegin?: true;
  readonly needsSpace?: true;
  readonly hasColon?: true;
}

export function emptyWord(cursor: number): Word {
  return { text: "", range: { start: cursor, end: cursor } };
}

/** The word that a plain scalar from `start` to `end` is, seen from a cursor in it or behind it. */
export function plainWord(text: string, start: number, end: number, cursor: number): Word {
  return { text: text.slice(start, cursor), range: { start, end: Math.max(end, cursor) } };
}

/** The word that a quoted scalar is; undefined where the cursor is not between the quotes. */
export function quotedWord(
  text: string,
  token: { readonly start: number; readonly end: number; readonly closed: boolean },
  cursor: number,
): Word | undefined {
  const start = token.start + 1;
  const end = token.closed ? token.end - 1 : token.end;
  if (cursor < start || cursor > end) return undefined;
  const quote = text[token.start] === '"' ? '"' : "'";
  return { text: text.slice(start, cursor), range: { start, end: Math.min(end, lineEnd(text, cursor)) }, quote };
}

/** A key as one of its map's names: `<<` merges another map and is none. */
export function nameOfKey(key: string): string | undefined {
  return key === "<<" ? undefined : key;
}
