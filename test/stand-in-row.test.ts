/** The row of stand-ins: always in the order in which policies name them, and few of them move. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newRow, rearranged, type StandInRow } from "../server/src/engine/stand-in-row.js";

const keysIn = (row: StandInRow): readonly string[] => row.filter((it) => it !== undefined);
const moved = (before: StandInRow, after: StandInRow): number =>
  [...after.keys()].filter((it) => before[it] !== after[it]).length;
const many = Array.from({ length: 40 }, (_, at) => `k${at}`);

describe("a row of stand-ins", () => {
  it("holds any keys in their order, in as many places as before, or says that it does not", () => {
    const keys = fc.uniqueArray(fc.constantFrom(...many), { maxLength: 30 });
    fc.assert(
      fc.property(keys, fc.array(keys, { minLength: 1, maxLength: 6 }), (first, states) => {
        let row = newRow(first);
        for (const state of states) {
          const next = rearranged(row, state) ?? newRow(state);
          expect(keysIn(next)).toEqual(state);
          if (rearranged(row, state) !== undefined) expect(next).toHaveLength(row.length);
          row = next;
        }
      }),
    );
  });

  it("stays the very same where the keys do", () => {
    const row = newRow(many);
    expect(rearranged(row, many)).toBe(row);
  });

  it("takes a key in the place of the one that it replaces", () => {
    const row = newRow(many);
    const after = rearranged(row, many.with(20, "other"));
    expect(after).toBeDefined();
    expect(moved(row, after ?? [])).toBe(1);
  });

  it("takes one more, or one less, anywhere, and moves few others", () => {
    const row = newRow(many);
    for (const at of [...many.keys(), many.length]) {
      const more = rearranged(row, many.toSpliced(at, 0, "other"));
      expect(more).toBeDefined();
      expect(moved(row, more ?? [])).toBeLessThanOrEqual(9);
      const less = rearranged(row, many.toSpliced(at, 1));
      expect(less).toBeDefined();
      expect(moved(row, less ?? [])).toBeLessThanOrEqual(1);
    }
  });

  it("gives up where there is no room, and where most places are spare", () => {
    expect(rearranged(newRow(many), [...many, ...many.map((it) => `${it}x`)])).toBeUndefined();
    const long = Array.from({ length: 100 }, (_, at) => `${at}`);
    expect(rearranged(newRow(long), [])).toBeUndefined();
  });
});
