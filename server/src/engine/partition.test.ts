/** Tests the partition against the plain way to make one: set by set over all parts. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { BitSet } from "./bit-set.js";
import { partition } from "./partition.js";

const END = 300;

function plainly(points: BitSet, sets: readonly BitSet[]): BitSet[] {
  return sets.reduce(
    (parts, set) => parts.flatMap((it) => [it.and(set), it.minus(set)].filter((part) => !part.isEmpty)),
    [points],
  );
}

it("gives the parts of the plain way, in its order, with the sets of each", () => {
  const set = fc.array(fc.nat({ max: END - 1 }), { maxLength: 12 }).map((it) => BitSet.of(it));
  const large = fc.array(fc.nat({ max: END - 1 }), { minLength: 30 }).map((it) => BitSet.of(it));
  const whole = fc.oneof(fc.constant(BitSet.range(0, END)), large);
  const few = fc.array(fc.oneof(set, large), { maxLength: 30 });
  const many = fc.array(set, { minLength: 100, maxLength: 200 });
  fc.assert(
    fc.property(whole, fc.oneof(few, many), (all, sets) => {
      const parts = partition(all, END, sets);
      const expected = plainly(all, sets);
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
