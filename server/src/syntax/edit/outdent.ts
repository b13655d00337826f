/** Moves an entry at the very end of a map's text up into that map: its lines only lose some of their indentation. */

import { blockColumn, columnOf, endOf, entryStart, previousSibling, startsLine } from "../layout.js";
import type { YamlNode } from "../yaml-document.js";
import type { Draft } from "./draft.js";
import { linesOf } from "./remove.js";
import { shiftLines } from "./shift.js";

/** True when the entry lies inside the map and nothing of the map follows it. */
export function endsWith(into: YamlNode, entry: YamlNode): boolean {
  for (let at = entry.parent; at !== undefined; at = at.parent) {
    if (at.place === into.place) return endOf(entry) === endOf(into);
  }
  return false;
}

/** @returns false when the entry has no lines of its own, or nothing would be left where it was. */
export function outdent(draft: Draft, entry: YamlNode, into: YamlNode): boolean {
  const start = entryStart(entry);
  const column = blockColumn(into);
  const range = linesOf(draft, entry);
  if (start === undefined || column === undefined || range === undefined) return false;
  if (previousSibling(entry) === undefined || !startsLine(draft.text, start)) return false;
  const shifted = shiftLines(draft.text, range.start, range.end, column - columnOf(draft.text, start));
  if (shifted === undefined) return false;
  draft.edits.push(...shifted);
  return true;
}
