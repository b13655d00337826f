/** Copies an entry into the other half of an item that is split in two, with its text and comments. */

import { blockColumn, children, columnOf, endOf, entryStart, previousSibling, startsLine } from "../layout.js";
import type { YamlNode } from "../yaml-document.js";
import { endOfLines } from "./add.js";
import type { Draft } from "./draft.js";
import { linesOf } from "./remove.js";
import { shiftedLines } from "./shift.js";

/**
 * For an item that is split before `entry`: gives the half without `shared`, an entry of the same item, a copy of it
 * at its end.
 * @returns false when the entry has lines in common with another, or holds an anchor.
 */
export function copyAcross(draft: Draft, entry: YamlNode, shared: YamlNode): boolean {
  const { text } = draft;
  const map = entry.parent;
  if (map === undefined || shared.parent?.place !== map.place) return false;
  if (shared.place === entry.place || draft.hasAnchors(shared)) return false;
  const start = entryStart(shared);
  // Rows stand in the order of the text.
  const last = shared.place > entry.place ? previousSibling(entry) : children(map).at(-1);
  if (start === undefined || last === undefined) return false;
  if (map.flow) {
    const line = startsLine(text, start) ? draft.newline + " ".repeat(columnOf(text, start)) : " ";
    draft.insert(endOf(last), `,${line}${text.slice(start, endOf(shared))}`);
    return true;
  }
  const column = blockColumn(map);
  const range = linesOf(draft, shared);
  if (column === undefined || range === undefined) return false;
  // Behind a hyphen the first line has no blanks of its own to lose.
  const own = columnOf(text, start);
  const source = (startsLine(text, start) ? "" : " ".repeat(own)) + text.slice(range.start, range.end);
  const lines = shiftedLines(source, 0, source.length, -own);
  if (lines === undefined) return false;
  draft.insertBelow(endOfLines(text, last), lines, column);
  return true;
}
