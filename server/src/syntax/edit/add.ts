/** Adds entries to maps and items to lists, at their end, in the style of what is there. */

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
  skipTrivia,
  startsLine,
  valueRange,
} from "../layout.js";
import type { YamlValue } from "../../base/yaml-value.js";
import { flowText, type BlockStyle } from "../render-yaml.js";
import type { YamlNode } from "../yaml-document.js";
import { collectionOf, entryOf, itemOf, type Part } from "./content.js";
import type { Draft } from "./draft.js";
import { replaceValue } from "./replace.js";

/** @returns false when the map cannot take the entry, as when it has the key already. */
export function insertEntry(draft: Draft, into: YamlNode, key: string, value: YamlValue): boolean {
  if (hasKey(draft, into, key)) return false;
  return addPart(draft, into, "map", entryOf(key, value));
}

export function appendItem(draft: Draft, to: YamlNode, item: YamlValue): boolean {
  const siblings = to.kind === "sequence" ? children(to) : [];
  // Where every item is written as `{…}`, the new one is too.
  const allFlow = siblings.length > 0 && siblings.every((it) => it.flow);
  const plain = itemOf(item);
  return addPart(
    draft,
    to,
    "sequence",
    allFlow ? { ...plain, lines: (style) => [hyphenFor(style) + flowText(item)] } : plain,
  );
}

/** True when the map has an entry of that name which is there to stay. */
export function hasKey(draft: Draft, map: YamlNode, key: string): boolean {
  return map.entries().some((entry) => entry.key === key && !draft.removed.has(entry.value.place));
}

export function addPart(draft: Draft, to: YamlNode, kind: "map" | "sequence", part: Part): boolean {
  if (to.isAlias || draft.isShared(to)) return false;
  const growth = draft.growths.get(to.place);
  const context = draft.contextOf(to) === "json" ? "json" : "flow";
  if (growth?.style === "closed") return false;
  if (growth?.style === "flow") {
    draft.insert(growth.at, growth.before + part.inline(context) + growth.after);
    return true;
  }
  if (growth?.style === "block") {
    draft.insertBelow(growth.at, part.lines(draft.styleNear(to)), growth.column);
    return true;
  }
  if (to.isNull) return replaceValue(draft, to, collectionOf(part, kind));
  if (to.kind !== kind) return false;
  const last = children(to).at(-1);
  if (to.flow)
    return last === undefined ? fillFlow(draft, to, kind, part) : addToFlow(draft, to, last, part.inline(context));
  return last !== undefined && addToBlock(draft, to, last, part);
}

/** `{}` and `[]` become blocks, unless they stand inside a flow collection. */
function fillFlow(draft: Draft, to: YamlNode, kind: "map" | "sequence", part: Part): boolean {
  const context = draft.contextOf(to);
  if (context === "block") return replaceValue(draft, to, collectionOf(part, kind));
  const { start, end } = valueRange(to);
  if (draft.text.slice(start + 1, end - 1).trim() !== "") return false;
  if (end - start > 2) draft.remove(start + 1, end - 1);
  draft.insert(start + 1, part.inline(context));
  draft.growths.set(to.place, { style: "flow", at: start + 1, before: ", ", after: "" });
  return true;
}

function addToFlow(draft: Draft, to: YamlNode, last: YamlNode, newText: string): boolean {
  const { text } = draft;
  const end = endOf(last);
  const start = entryStart(last);
  const close = valueRange(to).end - 1;
  const comma = skipTrivia(text, end);
  const trailing = text[comma] === ",";
  if (start === undefined || (!trailing && comma !== close)) return false;
  const after = trailing ? comma + 1 : end;
  if (startsLine(text, start) && lineEnd(text, end) < close) {
    // One entry per line, as formatted JSON has it.
    const line = draft.newline + " ".repeat(columnOf(text, start));
    const at = lineEnd(text, after);
    if (!trailing) draft.insert(end, ",");
    draft.insert(at, line + newText + (trailing ? "," : ""));
    const more = trailing ? { before: line, after: "," } : { before: `,${line}`, after: "" };
    draft.growths.set(to.place, { style: "flow", at, ...more });
    return true;
  }
  draft.insert(after, trailing ? ` ${newText},` : `, ${newText}`);
  return true;
}

function addToBlock(draft: Draft, to: YamlNode, last: YamlNode, part: Part): boolean {
  const column = blockColumn(to);
  if (column === undefined) return false;
  const style = draft.styleNear(last);
  const itemIndent = to.kind === "sequence" ? itemIndentOf(draft, last) : style.itemIndent;
  draft.insertBelow(endOfLines(draft.text, last), part.lines({ ...style, itemIndent }), column);
  return true;
}

/** Where the lines of an entry or item end: behind its comment, and behind the blank lines that a `|+` scalar keeps. */
export function endOfLines(text: string, node: YamlNode): number {
  let end = lineEnd(text, endOf(node));
  if (!keepsLineBreaks(node)) return end;
  for (;;) {
    const next = nextLine(text, end);
    if (next <= end || next > text.length) return end;
    if (next === text.length) return next;
    const close = lineEnd(text, next);
    if (text.slice(next, close).trim() !== "") return end;
    end = close;
  }
}

/** True when the last value inside is a block scalar with the indicator `+`. */
function keepsLineBreaks(node: YamlNode): boolean {
  let last = node;
  for (let below = lastChild(last); below !== undefined; below = lastChild(last)) last = below;
  return !last.isAlias && (last.style === "literal" || last.style === "folded") && /^[|>][0-9]?\+/.test(last.source);
}

function lastChild(node: YamlNode): YamlNode | undefined {
  return node.isAlias || firstChild(node) === undefined ? undefined : children(node).at(-1);
}

/** Columns from the hyphen of an item to its value, where they share a line. */
function itemIndentOf(draft: Draft, item: YamlNode): number {
  const hyphen = entryStart(item);
  const { start, end } = valueRange(item);
  if (hyphen === undefined || start === end || lineStart(draft.text, start) !== lineStart(draft.text, hyphen)) return 2;
  return draft.text.slice(hyphen + 1, start).trim() === "" ? start - hyphen : 2;
}

function hyphenFor({ itemIndent }: BlockStyle): string {
  return `-${" ".repeat(itemIndent - 1)}`;
}
