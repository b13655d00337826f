/** What an editor selects step by step: a word's value, its pair, the peer, the rule, the list, the policy. */

import type { TextRange } from "../base/source.js";
import { nodeAt } from "../syntax/node-at.js";
import { locate } from "../syntax/locate.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { FileState } from "../workspace/file-state.js";
import { documentAt } from "./places.js";

/** From the innermost to the whole document, each wider than the one before. None outside of what is read. */
export function selectionRanges(file: FileState, offset: number): TextRange[] {
  const document = documentAt(file, offset);
  const at = document === undefined ? undefined : nodeAt(document.parsed, offset - document.start);
  if (document === undefined || at === undefined) return [];
  const { parsed, start, text } = document;
  const ranges: TextRange[] = [];
  const add = (range: TextRange): void => {
    const last = ranges.at(-1);
    const moved = { start: range.start + start, end: range.end + start };
    const holds = moved.start <= (last?.start ?? offset) && moved.end >= (last?.end ?? offset);
    if (holds && (last === undefined || moved.end - moved.start > last.end - last.start)) ranges.push(moved);
  };
  if (at.on === "key") add(locate(parsed, at.node.site("key")));
  else if (at.node.kind === "scalar") add(inside(text, locate(parsed, at.node.site())));
  for (let node: YamlNode | undefined = at.node; node !== undefined; node = node.parent) {
    if (node !== at.node || at.on === "value") add(locate(parsed, node.site()));
    const pair = locate(parsed, node.site("pair"));
    add(pair);
    if (node.key === undefined) add({ start: withHyphen(text, pair.start), end: pair.end });
  }
  add({ start: 0, end: text.trimEnd().length });
  return ranges;
}

/** Without quotes. */
function inside(text: string, range: TextRange): TextRange {
  const { start, end } = range;
  const isQuoted = end - start > 1 && (text[start] === '"' || text[start] === "'") && text[end - 1] === text[start];
  return isQuoted ? { start: start + 1, end: end - 1 } : range;
}

/** Where the item's hyphen is, if it has one. */
function withHyphen(text: string, start: number): number {
  let at = start - 1;
  while (text[at] === " ") at--;
  return at >= 0 && text[at] === "-" ? at : start;
}
