/** Of a hundred steps those few are found that are enough for something to go wrong. */

import { expect, test } from "vitest";
import { reduced } from "./reduce.js";

const HUNDRED = Array.from({ length: 100 }, (_, at) => at);

test.each([
  ["one", [42]],
  ["first and last", [0, 99]],
  ["neighbours across the middle", [49, 50]],
  ["three", [3, 50, 98]],
])("what is enough is left: %s", async (_, needed) => {
  expect(await reduced(HUNDRED, async (some) => needed.every((it) => some.includes(it)))).toEqual(needed);
});

test("an item goes that only a later one kept", async () => {
  // 7 is needed as long as 30 is there, and 30 is needed by nothing.
  const fails = async (some: readonly number[]): Promise<boolean> =>
    some.includes(3) && (!some.includes(30) || some.includes(7));
  expect(await reduced(HUNDRED, fails)).toEqual([3]);
});

test("nothing is left where nothing is needed", async () => {
  expect(await reduced(HUNDRED, async () => true)).toEqual([]);
});
