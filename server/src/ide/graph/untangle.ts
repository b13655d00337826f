/** Orders each column by where its neighbours are, and moves what stands in it as near to them as there is room. */

import type { Slot } from "./layout.js";

const SWEEPS = 8;
const GAP_Y = 14;

/** Sets `y` of every slot, its middle. */
export function untangle(columns: readonly Slot[][]): void {
  for (const column of columns) stack(column);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const leftwards = sweep % 2 === 1;
    for (const column of leftwards ? columns.toReversed() : columns) {
      const wanted = new Map(column.map((it) => [it, meanOf(leftwards ? it.after : it.before, it)]));
      column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      settle(column, wanted);
    }
  }
  for (const column of columns)
    settle(column, new Map(column.map((it) => [it, meanOf([...it.before, ...it.after], it)])));
}

function meanOf(neighbours: readonly Slot[], own: Slot): number {
  return neighbours.length === 0 ? own.y : neighbours.reduce((sum, it) => sum + it.y, 0) / neighbours.length;
}

/** One below the other, the column's middle at 0. */
function stack(column: readonly Slot[]): void {
  const height = column.reduce((sum, it) => sum + it.height + GAP_Y, -GAP_Y);
  let top = -height / 2;
  for (const it of column) {
    it.y = top + it.height / 2;
    top += it.height + GAP_Y;
  }
}

/** As near to the wanted places as the order and the gaps allow: neighbours that would overlap become one block at their mean. */
function settle(column: readonly Slot[], wanted: ReadonlyMap<Slot, number>): void {
  const blocks: Block[] = [];
  for (const it of column) {
    let block: Block = { count: 1, sum: wanted.get(it) ?? it.y, height: it.height };
    for (let last = blocks.at(-1); last !== undefined && overlap(last, block); last = blocks.at(-1)) {
      blocks.pop();
      block = {
        count: last.count + block.count,
        sum: last.sum + block.sum,
        height: last.height + GAP_Y + block.height,
      };
    }
    blocks.push(block);
  }
  let at = 0;
  for (const block of blocks) {
    let top = block.sum / block.count - block.height / 2;
    for (const it of column.slice(at, at + block.count)) {
      it.y = top + it.height / 2;
      top += it.height + GAP_Y;
    }
    at += block.count;
  }
}

/** Slots one below the other, with the sum of the places that they want. */
interface Block {
  readonly count: number;
  readonly sum: number;
  readonly height: number;
}

function overlap(above: Block, below: Block): boolean {
  return above.sum / above.count + above.height / 2 + GAP_Y > below.sum / below.count - below.height / 2;
}
