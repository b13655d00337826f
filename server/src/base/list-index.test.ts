/** Tests that an index finds what going through the list finds, whatever lists came before. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { ListIndex } from "./list-index.js";

interface Item {
  readonly key: number;
}

const ITEMS: readonly Item[] = Array.from({ length: 8 }, (_, at) => ({ key: at % 3 }));
const LIST = fc.array(fc.constantFrom(...ITEMS), { maxLength: 100 });

it("finds what going through the list finds", () => {
  fc.assert(
    fc.property(fc.array(LIST, { minLength: 1, maxLength: 4 }), (lists) => {
      let index: ListIndex<Item, number> | undefined;
      for (const list of lists) {
        index = index?.after(list) ?? ListIndex.of(list, (it) => it.key);
        for (const key of [0, 1, 2, 3]) {
          const expected = list.filter((it) => it.key === key);
          const found = index.find(key);
          expect(found.length).toBe(expected.length);
          for (const [at, it] of found.entries()) expect(it).toBe(expected[at]);
        }
      }
    }),
  );
});
