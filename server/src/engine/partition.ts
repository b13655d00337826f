/** Cuts points into parts whose points are in the same sets, at a cost that follows the sets' sizes, not their number squared. */

import type { BitSet } from "./bit-set.js";

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

/**
 * The parts of `points`, those of the first set first, and within and without it those of the second, and so on.
 * @param end A number above every point.
 */
export function partition(points: BitSet, end: number, sets: readonly BitSet[]): Part[] {
  if (points.isEmpty) return [];
  const parts: OpenPart[] = [{ points, sets: [] }];
  const partOf = new Uint32Array(end);
  for (const [at, set] of sets.entries()) {
    for (const number of touched(set, parts.length, partOf)) {
      const part = parts[number];
      if (part === undefined) continue;
      const inside = part.points.and(set);
      if (inside.isEmpty) continue;
      const outside = part.points.minus(set);
      if (outside.isEmpty) part.sets.push(at);
      else {
        part.points = outside;
        parts.push({ points: inside, sets: [...part.sets, at] });
        inside.each((point) => {
          partOf[point] = parts.length - 1;
        });
      }
    }
  }
  return parts.sort((a, b) => inOrder(a.sets, b.sets));
}

/** Numbers of the parts that a set may meet: by its points when they are few, else all of them. */
function touched(set: BitSet, count: number, partOf: Uint32Array): Iterable<number> {
  if (set.size >= count) return Array.from({ length: count }, (_, it) => it);
  const found = new Set<number>();
  set.each((point) => {
    found.add(partOf[point] ?? 0);
  });
  return found;
}

function inOrder(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; ; at++) {
    const own = a[at] ?? Number.POSITIVE_INFINITY;
    const other = b[at] ?? Number.POSITIVE_INFINITY;
    if (own !== other) return own < other ? -1 : 1;
    if (own === Number.POSITIVE_INFINITY) return 0;
  }
}
