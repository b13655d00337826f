/** Tests that a memoized function computes once for each object. */

import { expect, it } from "vitest";
import { memoize } from "./memoize.js";

it("computes once for each object, whatever the answer", () => {
  let computed = 0;
  const first = memoize((list: readonly number[]) => {
    computed++;
    return list[0];
  });
  const [some, none]: number[][] = [[1], []];
  expect([first(some ?? []), first(some ?? []), computed]).toEqual([1, 1, 1]);
  expect([first(none ?? []), computed]).toEqual([undefined, 2]);
  const empty: number[] = [];
  expect([first(empty), first(empty), computed]).toEqual([undefined, undefined, 3]);
});
