/**
 * Offset → where that is in the structure of a YAML text which is being typed. Told from the text by indentation alone:
 * a parser's tree has lost exactly the places where something is missing.
 */

import type { TextRange } from "../base/source.js";
import { readBlock } from "./context/block.js";
import type { Draft, PathStep } from "./context/draft.js";
import { documentBounds } from "./split-documents.js";

export type { PathStep } from "./context/draft.js";

export interface CursorContext {
  /** From the document's root: to the map that a key is typed for, to the value, or to the item that would be there. */
  readonly path: readonly PathStep[];
  /** `item`: its hyphen is not there yet. */
  readonly typing: "key" | "value" | "item";
  /** The word at the cursor up to the cursor, without an opening quote, escapes as written. */
  readonly text: string;
  /** All of the word on the cursor's line, without its quotes: what would be replaced. Empty where no word is. */
  readonly range: TextRange;
  readonly quote?: "'" | '"';
  /**
   * Keys that the map has besides: the one that is typed for, or the one that holds the value. For a value or item of a
   * list, the texts of its other scalar items.
   */
  readonly siblings: readonly string[];
  /**
   * Column of the entries of the collection that is typed into; where none has begun, of the first entry that would be
   * begun here. On an empty line it may differ from the cursor's own. In flow style, that of the block entries round it.
   */
  readonly column: number;
  /** Inside of `{}` or `[]`. */
  readonly flow: boolean;
  /** For a value on a line of its own or behind a hyphen: a map or list may be begun in place of a scalar. */
  readonly mayBegin: boolean;
  /** The cursor is right behind a colon or hyphen, which needs a blank before anything is typed. */
  readonly needsSpace: boolean;
  /** For a key: its colon is there already. */
  readonly hasColon: boolean;
}

/**
 * What may be typed at an offset of a file, the likeliest first: more than one where keys and hyphens may be in one
 * column. None inside of comments and block scalars, on the line of a document's marker, and where nothing can be begun.
 * Offsets count from the start of the file.
 */
export function contextsAt(text: string, offset: number): CursorContext[] {
  const bounds = documentBounds(text, offset);
  if (bounds === undefined) return [];
  const { start, end } = bounds;
  return readBlock(text.slice(start, end), offset - start).map((it) => contextFrom(it, start));
}

function contextFrom(draft: Draft, start: number): CursorContext {
  const { word, names, own } = draft;
  return {
    path: draft.path,
    typing: draft.typing,
    text: word.text,
    range: { start: word.range.start + start, end: word.range.end + start },
    siblings: names.filter((it, index): it is string => it !== undefined && index !== own),
    column: Math.max(0, draft.column),
    flow: draft.flow === true,
    mayBegin: draft.mayBegin === true,
    needsSpace: draft.needsSpace === true,
    hasColon: draft.hasColon === true,
    ...(word.quote === undefined ? {} : { quote: word.quote }),
  };
}
