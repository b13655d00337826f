/** Keeps a hover short: the longest lists are cut, and end with how many items are left out. */

import type { Block } from "../types.js";

/** Lines of text, blank ones apart. */
const MOST_LINES = 25;
/** A list is never cut below this. */
const FEWEST_ITEMS = 2;

export function limited(blocks: readonly Block[]): Block[] {
  let kept = [...blocks];
  let over = kept.reduce((sum, it) => sum + linesOf(it), 0) - MOST_LINES;
  while (over > 0) {
    const longest = kept.reduce((a, b) => (itemsOf(b) > itemsOf(a) ? b : a), kept[0] as Block);
    const next =
      longest.type === "list" ? cut(longest.items, Math.max(FEWEST_ITEMS, longest.items.length - over)) : undefined;
    if (next === undefined) break;
    kept = kept.map((it) => (it === longest ? next : it));
    over = kept.reduce((sum, it) => sum + linesOf(it), 0) - MOST_LINES;
  }
  return kept;
}

function linesOf(block: Block): number {
  return block.type === "list" ? block.items.length : block.type === "code" ? block.text.split("\n").length : 1;
}

function itemsOf(block: Block): number {
  return block.type === "list" ? block.items.length : 0;
}

/** @param to How many lines may be left. Undefined where nothing is gained. */
function cut(items: readonly string[], to: number): Block | undefined {
  const whole = items.slice(0, to - 1);
  const left = items.length - whole.length;
  return whole.length === 0 || left < 2 ? undefined : { type: "list", items: [...whole, `and ${left} more`] };
}
