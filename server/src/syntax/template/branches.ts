/** The branches of a template's blocks: under which condition an offset is, told by one search. */

import { firstAtLeast } from "../../base/sorted.js";
import type { Block } from "./blocks.js";

/** One branch of a block. */
export interface Branch {
  /** Where the branch ends, and where its block does. */
  readonly end: number;
  readonly blockEnd: number;
  /** The branch that its block is in; undefined for a block that is always there. */
  readonly outer: Branch | undefined;
}

export class Branches {
  /** Offsets from which on another branch is the innermost one, in order, and which. */
  readonly #turns: number[] = [];
  readonly #innermost: (Branch | undefined)[] = [];
  readonly #starts: readonly number[];

  /** @param blocks In the order in which they open. */
  constructor(blocks: readonly Block[]) {
    this.#starts = blocks.map((it) => it.start);
    const open: { readonly block: Block; readonly outer: Branch | undefined; next: number; branch: Branch }[] = [];
    const passTo = (offset: number): void => {
      for (let top = open.at(-1); top !== undefined && top.branch.end <= offset; top = open.at(-1)) {
        const { block, outer } = top;
        const { end } = top.branch;
        if (end < block.end) {
          top.next++;
          top.branch = { end: block.branches[top.next] ?? block.end, blockEnd: block.end, outer };
          this.#turn(end, top.branch);
        } else {
          open.pop();
          this.#turn(end, outer);
        }
      }
    };
    for (const block of blocks) {
      passTo(block.start);
      const outer = open.at(-1)?.branch;
      const branch = { end: block.branches[0] ?? block.end, blockEnd: block.end, outer };
      open.push({ block, outer, next: 0, branch });
      this.#turn(block.start, branch);
    }
    passTo(Number.POSITIVE_INFINITY);
  }

  /** The innermost branch that holds the offset; undefined for what is always there. */
  at(offset: number): Branch | undefined {
    return this.#innermost[firstAtLeast(this.#turns, offset + 1) - 1];
  }

  /** True where a block opens from `start` on, before `end`. */
  openIn(start: number, end: number): boolean {
    return (this.#starts[firstAtLeast(this.#starts, start)] ?? end) < end;
  }

  #turn(at: number, branch: Branch | undefined): void {
    this.#turns.push(at);
    this.#innermost.push(branch);
  }
}
