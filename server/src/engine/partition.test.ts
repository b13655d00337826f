/** Tests the partition against the plain way to make one: set by set over all parts. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { BitSet } from "./bit-set.js";
import { partition } from "./partition.js";

const END = 70;

function plainly(points: BitSet, sets: readonly BitSet[]): BitSet[] {
  return sets.reduce(
    (parts, set) => parts.flatMap((it) => [it.and(set), it.minus(set)].filter((part) => !part.isEmpty)),
    [points],
  );
}

it("gives the parts of the plain way, in its order, with the sets of each", () => {
  const set = fc.array(fc.nat({ max: END - 1 }), { maxLength: 12 }).map((it) => BitSet.of(it));
  const large = fc.array(fc.nat({ max: END - 1 }), { minLength: 30 }).map((it) => BitSet.of(it));
  fc.assert(
    fc.property(fc.array(fc.oneof(set, large), { maxLength: 30 }), (sets) => {
      const parts = partition(BitSet.range(0, END), END, sets);
      const expected = plainly(BitSet.range(0, END), sets);
      expect(parts.map((it) => it.points.toArray())).toEqual(expected.map((it) => it.toArray()));
      for (const { points, sets: own } of parts) {
        const holding = sets.flatMap((it, at) => (it.has(points.first ?? -1) ? [at] : []));
        expect(own).toEqual(holding);
      }
    }),
  );
});

it("gives no parts of nothing", () => {
  expect(partition(BitSet.EMPTY, END, [BitSet.of([1])])).toEqual([]);
});
