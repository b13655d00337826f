/** Tests that a list made from what it was before is the list made anew, and the very same one where nothing differs. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { type Derived, derive, keptList, stretchBetween } from "./derived-list.js";

const LIST = fc.array(fc.constantFrom("", "a", "bc", "def"), { maxLength: 6 });
const letters = (word: string): string[] => [...word];

it("comes to what it would come to anew, whatever differs", () => {
  fc.assert(
    fc.property(fc.array(LIST, { minLength: 1, maxLength: 6 }), (lists) => {
      let before: Derived<string, string> | undefined;
      for (const list of lists) {
        before = derive(list, letters, before);
        expect(before).toEqual(derive(list, letters, undefined));
      }
    }),
  );
});

it("is the very same list where what differs gives the same", () => {
  const from = [{ of: ["a", "b"] }, { of: ["c"] }, { of: [] }];
  const before = derive(from, (it) => it.of, undefined);
  const after = derive([{ of: ["a", "b"] }, ...from.slice(1)], (it) => it.of, before);
  expect(after.list).toBe(before.list);
  expect(derive([...from, { of: ["d"] }], (it) => it.of, after).list).toEqual(["a", "b", "c", "d"]);
});

it("keeps the earlier result where the later one is no other", () => {
  const [a, b] = [{ id: 1 }, { id: 2 }];
  const before = derive([[a], [b]], (it) => it, undefined);
  const after = derive(
    [[{ id: 1 }, { id: 3 }], [b]],
    (it) => it,
    before,
    (x, y) => x.id === y.id,
  );
  expect(after.list[0]).toBe(a);
  expect(after.list.map((it) => it.id)).toEqual([1, 3, 2]);
});

it("finds the stretch in which two lists differ", () => {
  expect(stretchBetween(["a", "b", "c"], ["a", "x", "y", "c"])).toEqual({ start: 1, before: 2, after: 3 });
  expect(stretchBetween(["a", "a"], ["a"])).toEqual({ start: 1, before: 2, after: 1 });
});

it("hands out the earlier list where both hold the same", () => {
  const list = ["a", "b"];
  expect(keptList(list, ["a", "b"])).toBe(list);
  expect(keptList(list, ["b", "a"])).toEqual(["b", "a"]);
});
