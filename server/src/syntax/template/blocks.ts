/** The blocks of a template: what is there or not, together, once or several times. */

import type { TextRange } from "../../base/source.js";
import type { Action } from "./actions.js";

export interface Block extends TextRange {
  /** What opens it: `if`, `range`, `with`, `block`, `define`. */
  readonly word: string;
  /** Where its second branch begins, and those after it. */
  readonly branches: readonly number[];
}

/** The blocks in the order in which they open; undefined where they do not nest, so that the text is no template. */
export function blocksOf(actions: readonly Action[]): readonly Block[] | undefined {
  const blocks: { word: string; start: number; end: number; branches: number[] }[] = [];
  const open: typeof blocks = [];
  for (const { kind, word, start, end } of actions) {
    if (kind === "open") {
      const block = { word, start, end, branches: [] };
      blocks.push(block);
      open.push(block);
    } else if (kind === "else" || kind === "close") {
      const block = kind === "close" ? open.pop() : open.at(-1);
      if (block === undefined) return undefined;
      if (kind === "else") block.branches.push(start);
      else block.end = end;
    }
  }
  return open.length > 0 ? undefined : blocks;
}
