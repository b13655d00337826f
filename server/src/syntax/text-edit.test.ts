/** Order, conflicts and application of text edits. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, conflicts, mergeEdits, sortedEdits, type TextEdit } from "./text-edit.js";

const edit = (start: number, end: number, newText: string): TextEdit => ({ range: { start, end }, newText });

describe("text edits", () => {
  it("are applied in order, insertions at one place in the order given", () => {
    const edits = sortedEdits([edit(4, 5, "E"), edit(1, 1, "x"), edit(1, 1, "y"), edit(1, 2, "B")]);
    expect(edits).toBeDefined();
    expect(applyEdits("abcde", edits ?? [])).toBe("axyBcdE");
  });

  it("conflict when they share a character, not when they touch", () => {
    expect(conflicts(edit(0, 2, ""), edit(1, 3, ""))).toBe(true);
    expect(conflicts(edit(0, 2, ""), edit(2, 3, ""))).toBe(false);
    expect(conflicts(edit(0, 2, ""), edit(1, 1, "x"))).toBe(true);
    expect(conflicts(edit(0, 2, ""), edit(2, 2, "x"))).toBe(false);
    expect(conflicts(edit(1, 1, "x"), edit(1, 1, "y"))).toBe(false);
    expect(sortedEdits([edit(0, 4, ""), edit(1, 1, "x"), edit(2, 5, "")])).toBeUndefined();
  });

  it("merge unless they conflict, and make a replacement that both have once", () => {
    expect(mergeEdits([edit(0, 1, "A")], [edit(0, 1, "A"), edit(3, 3, "!")])).toEqual([
      edit(0, 1, "A"),
      edit(3, 3, "!"),
    ]);
    expect(mergeEdits([edit(0, 1, "A")], [edit(0, 1, "B")])).toBeUndefined();
    expect(mergeEdits([edit(1, 1, "x")], [edit(1, 1, "x")])).toHaveLength(2);
  });

  it("leave every character outside their ranges as it was", () => {
    const some = fc.array(fc.tuple(fc.nat(30), fc.nat(4), fc.string({ maxLength: 3 })), { maxLength: 6 });
    fc.assert(
      fc.property(fc.string({ minLength: 40, maxLength: 40 }), some, (text, raw) => {
        const edits = sortedEdits(raw.map(([start, length, newText]) => edit(start, start + length, newText)));
        if (edits === undefined) return;
        let rest = applyEdits(text, edits);
        let done = 0;
        for (const { range, newText } of edits) {
          const kept = text.slice(done, range.start);
          expect(rest.startsWith(kept + newText)).toBe(true);
          rest = rest.slice(kept.length + newText.length);
          done = range.end;
        }
        expect(rest).toBe(text.slice(done));
      }),
    );
  });
});
