/** Moves an entry into a map that its text already ends, or stands right behind: only its indentation changes. */

import { blockColumn, columnOf, endOf, entryStart, previousSibling, startsLine } from "../layout.js";
import type { YamlNode } from "../yaml-document.js";
import type { Draft } from "./draft.js";
import { linesOf } from "./remove.js";
import { shiftLines } from "./shift.js";

/** True when the text of the map ends with the entry, or the entry follows it with nothing in between. */
export function closes(into: YamlNode, entry: YamlNode): boolean {
  const before = previousSibling(entry);
  // Without a neighbour nothing would be left where it was.
  if (into.flow || before === undefined) return false;
  if (holds(into, entry)) return endOf(entry) === endOf(into);
  return (before.place === into.place || holds(before, into)) && endOf(before) === endOf(into);
}

/** @returns false when the entry has no lines of its own, or an alias shows the map in another place too. */
export function reindent(draft: Draft, entry: YamlNode, into: YamlNode): boolean {
  if (draft.isShared(into)) return false;
  const start = entryStart(entry);
  const column = blockColumn(into);
  const range = linesOf(draft, entry);
  if (start === undefined || column === undefined || range === undefined || !startsLine(draft.text, start))
    return false;
  const shifted = shiftLines(draft.text, range.start, range.end, column - columnOf(draft.text, start));
  if (shifted === undefined) return false;
  draft.add(shifted);
  return true;
}

function holds(outer: YamlNode, inner: YamlNode): boolean {
  for (let at = inner.parent; at !== undefined; at = at.parent) if (at.place === outer.place) return true;
  return false;
}
