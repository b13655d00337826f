/** Orders each column by where its neighbours are, and moves what stands in it as near to them as there is room. */

import type { Slot } from "./layout.js";

const SWEEPS = 8;
const GAP_Y = 14;
const GAP_BESIDE_BOX = 8;
const GAP_OF_EDGES = 3;

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
  place(column, -heightOf(column) / 2);
}

/** As near to the wanted places as the order and the gaps allow: neighbours that would overlap become one block at their mean. */
function settle(column: readonly Slot[], wanted: ReadonlyMap<Slot, number>): void {
  const blocks: Block[] = [];
  for (const it of column) {
    let block: Block = { slots: [it], sum: wanted.get(it) ?? it.y, height: it.height };
    for (let last = blocks.at(-1); last !== undefined && overlap(last, block); last = blocks.at(-1)) {
      blocks.pop();
      last.slots.push(...block.slots);
      const gap = gapBetween(last.slots[last.slots.length - block.slots.length - 1], block.slots[0]);
      block = { slots: last.slots, sum: last.sum + block.sum, height: last.height + gap + block.height };
    }
    blocks.push(block);
  }
  for (const { slots, sum, height } of blocks) place(slots, sum / slots.length - height / 2);
}

/** One below the other from there. */
function place(slots: readonly Slot[], from: number): void {
  let top = from;
  for (const [at, it] of slots.entries()) {
    if (at > 0) top += gapBetween(slots[at - 1], it);
    it.y = top + it.height / 2;
    top += it.height;
  }
}

function heightOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, it, at) => sum + it.height + (at === 0 ? 0 : gapBetween(slots[at - 1], it)), 0);
}

/** Edges that only pass run close beside each other. */
function gapBetween(above: Slot | undefined, below: Slot | undefined): number {
  const boxes = [above, below].filter((it) => it?.vertex !== undefined).length;
  return boxes === 2 ? GAP_Y : boxes === 1 ? GAP_BESIDE_BOX : GAP_OF_EDGES;
}

/** Slots one below the other, with the sum of the places that they want. */
interface Block {
  readonly slots: Slot[];
  readonly sum: number;
  readonly height: number;
}

function overlap(above: Block, below: Block): boolean {
  const bottom = above.sum / above.slots.length + above.height / 2;
  return bottom + gapBetween(above.slots.at(-1), below.slots[0]) > below.sum / below.slots.length - below.height / 2;
}
