/** Makes one list item of two, and two of one: the mends of a hyphen too many or too few (KP-1 to KP-4). */

import {
  blockColumn,
  children,
  columnOf,
  endOf,
  entryStart,
  firstChild,
  lineEnd,
  lineStart,
  nextLine,
  previousSibling,
  startsLine,
  valueRange,
} from "../layout.js";
import type { YamlNode } from "../yaml-document.js";
import type { Draft } from "./draft.js";
import { shiftLines } from "./shift.js";

/**
 * Joins an item into the one before it: blanks take the place of its hyphen, and its keys line up with the keys above.
 * @returns false when the items are no maps, share a key, or are written in different styles.
 */
export function joinItems(draft: Draft, item: YamlNode): boolean {
  const before = previousSibling(item);
  if (before === undefined || item.parent?.kind !== "sequence") return false;
  if (draft.isShared(item) || draft.isShared(before)) return false;
  if (item.isAlias || before.isAlias || item.kind !== "map" || before.kind !== "map") return false;
  const keys = new Set(before.entries().map((it) => it.key));
  if (item.entries().some((it) => keys.has(it.key))) return false;
  if (item.flow && before.flow) return joinFlow(draft, before, item);
  return !item.flow && !before.flow && joinBlock(draft, before, item);
}

function joinBlock(draft: Draft, before: YamlNode, item: YamlNode): boolean {
  const { text } = draft;
  const column = blockColumn(before);
  const own = blockColumn(item);
  const hyphen = entryStart(item);
  const first = firstChild(item);
  const start = first === undefined ? undefined : entryStart(first);
  if (column === undefined || own === undefined || hyphen === undefined || start === undefined) return false;
  // In `- - a: b` the outer hyphen must stay.
  if (!startsLine(text, hyphen)) return false;
  const from = nextLine(text, hyphen);
  const shift = column - own;
  const rest = shiftLines(text, from, valueRange(item).end, shift);
  if (rest === undefined) return false;
  draft.add(rest);
  if (lineEnd(text, hyphen) >= start) {
    // Blanks for the hyphen, and more or fewer of them to bring the key to its column.
    const blanks = column - columnOf(text, hyphen) - (start - hyphen - 1);
    if (text.slice(hyphen + 1, start).trim() !== "") return false;
    if (blanks === 1) draft.replace(hyphen, hyphen + 1, " ");
    else draft.replace(lineStart(text, hyphen), start, " ".repeat(column));
  } else if (text.slice(hyphen + 1, lineEnd(text, hyphen)).trim() === "") {
    draft.remove(lineStart(text, hyphen), from);
  } else {
    draft.replace(hyphen, hyphen + 1, " ");
  }
  return true;
}

/** `[{a: 1}, {b: 2}]` and its block twin: what lies between the two maps' entries becomes a comma. */
function joinFlow(draft: Draft, before: YamlNode, item: YamlNode): boolean {
  const last = children(before).at(-1);
  const first = firstChild(item);
  const start = first === undefined ? undefined : entryStart(first);
  if (last === undefined || start === undefined) return false;
  const between = draft.text.slice(endOf(last), start);
  if (!/^[\s,]*\}\s*(?:,|-)\s*\{\s*$/.test(between)) return false;
  draft.replace(endOf(last), start, ", ");
  return true;
}

/**
 * Splits an item before one of its entries, which with all entries behind it becomes an item of its own.
 * @returns false when the entry is the first of its map, or its map no item of a list.
 */
export function splitItem(draft: Draft, entry: YamlNode): boolean {
  const map = entry.parent;
  const list = map?.parent;
  const before = previousSibling(entry);
  if (map === undefined || list?.kind !== "sequence" || map.kind !== "map" || before === undefined) return false;
  if (draft.isShared(map)) return false;
  const start = entryStart(entry);
  if (start === undefined) return false;
  return map.flow ? splitFlow(draft, list, map, before, start) : splitBlock(draft, map, start);
}

function splitBlock(draft: Draft, map: YamlNode, start: number): boolean {
  const { text } = draft;
  const hyphen = entryStart(map);
  if (hyphen === undefined || !startsLine(text, start)) return false;
  const column = columnOf(text, hyphen);
  if (columnOf(text, start) < column + 2) return false;
  const at = lineStart(text, start) + column;
  draft.replace(at, at + 1, "-");
  return true;
}

function splitFlow(draft: Draft, list: YamlNode, map: YamlNode, before: YamlNode, start: number): boolean {
  const hyphen = list.flow ? undefined : entryStart(map);
  if (!/^\s*,\s*$/.test(draft.text.slice(endOf(before), start))) return false;
  if (list.flow) {
    const brace = valueRange(map).start;
    const onLines = startsLine(draft.text, start) && startsLine(draft.text, brace);
    const [outer, inner] = [brace, start].map((it) => draft.newline + " ".repeat(columnOf(draft.text, it)));
    draft.replace(endOf(before), start, onLines ? `${outer}},${outer}{${inner}` : "}, {");
    return true;
  }
  if (hyphen === undefined) return false;
  draft.replace(endOf(before), start, `}${draft.newline}${" ".repeat(columnOf(draft.text, hyphen))}- {`);
  return true;
}
