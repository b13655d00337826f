/** Moves an entry, with its text and comments, to the end of another map. */

import { columnOf, endOf, entryStart, lineEnd, startsLine } from "../layout.js";
import type { YamlNode } from "../yaml-document.js";
import type { YamlValue } from "../../base/yaml-value.js";
import { entryLines, flowText } from "../render-yaml.js";
import { type ScalarContext, scalarText } from "../write-scalar.js";
import { addPart, hasKey } from "./add.js";
import type { Part } from "./content.js";
import type { Draft } from "./draft.js";
import { closes, reindent } from "./reindent.js";
import { linesOf, removePart } from "./remove.js";
import { shiftedLines } from "./shift.js";

/** @returns false when the entry cannot leave, the map has its key already, or the map lies inside the entry. */
export function moveEntry(draft: Draft, entry: YamlNode, into: YamlNode): boolean {
  const { key } = entry;
  if (key === undefined || into.isAlias || into.document !== entry.document || hasKey(draft, into, key)) return false;
  for (let at: YamlNode | undefined = into; at !== undefined; at = at.parent)
    if (at.place === entry.place) return false;
  // The order of the text stays, so anchors in it stay good.
  if (closes(into, entry)) return reindent(draft, entry, into);
  if (draft.hasAnchors(entry)) return false;
  const part = asWritten(draft, entry, key);
  return part !== undefined && addPart(draft, into, "map", part) && removePart(draft, entry);
}

/** The entry's own text where it can stand in the new place, else its value written anew. */
function asWritten(draft: Draft, entry: YamlNode, key: string): Part | undefined {
  const { text } = draft;
  const start = entryStart(entry);
  if (start === undefined || entry.parent === undefined) return undefined;
  const inline = (context: ScalarContext) => {
    const value = dataOf(entry);
    return `${scalarText(key, context)}: ${flowText(value, context)}`;
  };
  if (entry.parent.flow) {
    const source = text.slice(start, endOf(entry));
    if (lineEnd(text, start) < endOf(entry)) {
      // Inside braces a value may go on at any column, outside it would end the map: it is written anew.
      return source.includes("#") ? undefined : { lines: (style) => entryLines(key, dataOf(entry), style), inline };
    }
    return { lines: () => [source], inline: (context) => (context === "json" ? inline(context) : source) };
  }
  const range = linesOf(draft, entry);
  const ownLine = startsLine(text, start);
  const column = columnOf(text, start);
  // Behind a hyphen the first line has no blanks of its own to lose.
  const lines =
    range === undefined
      ? undefined
      : ownLine
        ? shiftedLines(text, range.start, range.end, -column)
        : shiftedLines(
            " ".repeat(column) + text.slice(range.start, range.end),
            0,
            column + range.end - range.start,
            -column,
          );
  return lines === undefined ? undefined : { lines: () => lines, inline };
}

/** The value as plain data, for writing it in another style. */
function dataOf(node: YamlNode): YamlValue {
  if (node.kind === "sequence") return node.items().map(dataOf);
  if (node.kind === "map") return Object.fromEntries(node.entries().map((it) => [it.key, dataOf(it.value)]));
  const { value } = node.scalar();
  return value;
}
