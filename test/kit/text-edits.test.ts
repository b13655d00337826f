/** Holds the application of edits: in order, inside the text, apart from each other, no wider than needed. */

import { describe, expect, it } from "vitest";
import { checkExtent, edited } from "./text-edits.js";

const edit = (start: number, end: number, newText: string) => ({ range: { start, end }, newText });

describe("edited", () => {
  it("applies edits in whatever order they come", () => {
    expect(edited("abcdef", [edit(4, 5, "E"), edit(0, 1, ""), edit(2, 2, "-")])).toBe("b-cdEf");
  });

  it.each([
    ["overlap", [edit(0, 3, "x"), edit(2, 4, "y")]],
    ["reach outside", [edit(5, 9, "x")]],
    ["run backwards", [edit(3, 2, "x")]],
  ])("refuses edits that %s", (_, edits) => {
    expect(() => edited("abcdef", edits)).toThrow("edits overlap or reach outside the text");
  });
});

describe("checkExtent", () => {
  it.each([
    ["a word", edit(3, 4, "2")],
    ["lines", edit(0, 9, "c: 3\nd: 4")],
    ["an insertion", edit(4, 4, "\nx: 1")],
    ["a removal", edit(0, 5, "")],
  ])("is content with %s", (_, it) => {
    expect(() => checkExtent("a: 1\nb: 2\n", it)).not.toThrow();
  });

  it.each([
    ["first", edit(0, 9, "a: 1\nb: 3")],
    ["last", edit(0, 9, "a: 2\nb: 2")],
  ])("refuses an edit that writes its %s line again", (_, it) => {
    expect(() => checkExtent("a: 1\nb: 2\n", it)).toThrow("writes again what it does not change");
  });
});
