/** Cuts points into parts whose points are in the same sets, at a cost that follows the sets' sizes, not their number squared. */

import { BitSet } from "./bit-set.js";

/** Points that are in these sets and in no others. */
export interface Part {
  readonly points: BitSet;
  /** Places of the sets in the list, ascending. */
  readonly sets: readonly number[];
}

interface OpenPart {
  points: BitSet;
  sets: number[];
}

/** As many parts are tried one by one: more are found by their points. */
const FEW = 64;

/**
 * The parts of `points`, those of the first set first, and within and without it those of the second, and so on. Most points are in
 * no set, and what is left of them is not written out for each.
 * @param end A number above every point.
 */
export function partition(points: BitSet, end: number, sets: readonly BitSet[]): Part[] {
  const parts = new OpenParts(end);
  const ofRest: number[] = [];
  let taken = BitSet.EMPTY;
  let left = points.size;
  for (const [at, set] of sets.entries()) {
    const own = points.and(set).minus(taken);
    parts.cut(set, at);
    if (own.isEmpty) continue;
    const size = own.size;
    if (size === left) {
      ofRest.push(at);
      continue;
    }
    parts.add(own, [...ofRest, at]);
    taken = taken.or(own);
    left -= size;
  }
  if (left > 0) parts.add(points.minus(taken), ofRest);
  return parts.inOrder();
}

/** The parts so far, without the rest. */
class OpenParts {
  readonly #parts: OpenPart[] = [];
  readonly #end: number;
  /** For each point the number of its part, once there are many parts. */
  #partOf: Uint32Array | undefined;

  constructor(end: number) {
    this.#end = end;
  }

  add(points: BitSet, sets: number[]): void {
    this.#parts.push({ points, sets });
    if (this.#partOf !== undefined) this.#number(this.#partOf, points, this.#parts.length - 1);
  }

  /** Cuts those in two that are in the set with some of their points. */
  cut(set: BitSet, at: number): void {
    for (const number of this.#touched(set)) {
      const part = this.#parts[number];
      if (part === undefined) continue;
      const inside = part.points.and(set);
      if (inside.isEmpty) continue;
      const outside = part.points.minus(set);
      if (outside.isEmpty) part.sets.push(at);
      else {
        part.points = outside;
        this.add(inside, [...part.sets, at]);
      }
    }
  }

  /** Numbers of the parts that a set may meet: by its points when they are few, else all of them. */
  #touched(set: BitSet): Iterable<number> {
    const count = this.#parts.length;
    if (count <= FEW || set.size >= count) return Array.from({ length: count }, (_, it) => it);
    if (this.#partOf === undefined) {
      this.#partOf = new Uint32Array(this.#end).fill(NONE);
      for (const [number, { points }] of this.#parts.entries()) this.#number(this.#partOf, points, number);
    }
    const partOf = this.#partOf;
    const found = new Set<number>();
    set.each((point) => {
      found.add(partOf[point] ?? NONE);
    });
    return found;
  }

  #number(partOf: Uint32Array, points: BitSet, number: number): void {
    points.each((point) => {
      partOf[point] = number;
    });
  }

  inOrder(): Part[] {
    return this.#parts.sort((a, b) => inOrder(a.sets, b.sets));
  }
}

/** Of points of the rest. */
const NONE = 0xffffffff;

function inOrder(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; ; at++) {
    const own = a[at] ?? Number.POSITIVE_INFINITY;
    const other = b[at] ?? Number.POSITIVE_INFINITY;
    if (own !== other) return own < other ? -1 : 1;
    if (own === Number.POSITIVE_INFINITY) return 0;
  }
}
