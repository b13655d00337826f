// Tests when two kept answers count as the same value.

import { expect, it } from "vitest";
import { sameValue } from "./same-value.js";

const one = { name: "one" };
const other = { name: "other" };

it.each([
  ["lists", [one, other], [one, other], [other, one]],
  ["maps", new Map([["a", one]]), new Map([["a", one]]), new Map([["b", one]])],
  [
    "maps in another order",
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
    new Map([
      ["b", 2],
      ["a", 1],
    ]),
  ],
  ["sets", new Set([1, 2]), new Set([1, 2]), new Set([2, 1])],
  ["plain objects", { at: one }, { at: { name: "one" } }, { at: other }],
  ["objects of a class", one, one, new Date(0)],
])("tells %s apart", (_what, value, same, different) => {
  expect(sameValue(value, same)).toBe(true);
  expect(sameValue(value, different)).toBe(false);
});

it("takes what is deep inside for another unless it is the same object", () => {
  const deep = (inner: object): unknown => [[[[inner]]]];
  expect(sameValue(deep(one), deep(one))).toBe(false);
});
