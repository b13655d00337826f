/** Bit sets against plain sets. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitSet } from "./bit-set.js";

const members = fc.array(fc.nat({ max: 200 }), { maxLength: 40 });
const sorted = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

describe("BitSet", () => {
  it("does what sets do", () => {
    fc.assert(
      fc.property(members, members, (a, b) => {
        const [x, y] = [BitSet.of(a), BitSet.of(b)];
        const [inA, inB] = [new Set(a), new Set(b)];
        expect(x.toArray()).toEqual(sorted(a));
        expect(x.size).toBe(inA.size);
        expect(x.first).toBe(sorted(a)[0]);
        expect(x.and(y).toArray()).toEqual(sorted(a.filter((it) => inB.has(it))));
        expect(x.or(y).toArray()).toEqual(sorted([...a, ...b]));
        expect(x.minus(y).toArray()).toEqual(sorted(a.filter((it) => !inB.has(it))));
        expect(x.intersects(y)).toBe(a.some((it) => inB.has(it)));
        expect(x.minus(x).isEmpty).toBe(true);
        expect(x.equals(BitSet.of([...a].reverse()))).toBe(true);
        for (let it = 0; it < 210; it++) expect(x.has(it)).toBe(inA.has(it));
      }),
    );
  });

  it("makes ranges", () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 }), fc.nat({ max: 100 }), (start, length) => {
        const expected = Array.from({ length }, (_, index) => start + index);
        expect(BitSet.range(start, start + length).toArray()).toEqual(expected);
      }),
    );
  });

  it("joins many", () => {
    expect(BitSet.union([BitSet.of([70]), BitSet.EMPTY, BitSet.of([1, 33])]).toArray()).toEqual([1, 33, 70]);
    expect(BitSet.union([]).isEmpty).toBe(true);
  });
});
