/** Where ranges go when text is edited before, after and inside them. */

import { describe, expect, test } from "vitest";
import { rangeMapper } from "./carry-over.js";

const before = "alpha: 1\nbeta: 2\ngamma: 3\n";
const beta = { start: before.indexOf("beta"), end: before.indexOf("beta") + 4 };

describe("rangeMapper", () => {
  test("moves a range along with text inserted before it", () => {
    const after = before.replace("1", "1234");
    const mapped = rangeMapper(before, after)(beta);
    expect(mapped && after.slice(mapped.start, mapped.end)).toBe("beta");
  });

  test("moves a range back when text before it is removed", () => {
    const after = before.replace("alpha: 1\n", "");
    const mapped = rangeMapper(before, after)(beta);
    expect(mapped && after.slice(mapped.start, mapped.end)).toBe("beta");
  });

  test("leaves a range before the edit alone", () => {
    expect(rangeMapper(before, before.replace("gamma", "delta"))(beta)).toEqual(beta);
  });

  test("drops a range that the edit touches", () => {
    expect(rangeMapper(before, before.replace("beta", "bexta"))(beta)).toBeUndefined();
  });

  test("maps every range to itself when nothing changed", () => {
    expect(rangeMapper(before, before)(beta)).toEqual(beta);
  });

  test("does not count a repeated character twice", () => {
    const map = rangeMapper("aaa", "aa");
    expect(map({ start: 0, end: 2 })).toEqual({ start: 0, end: 2 });
    expect(map({ start: 2, end: 3 })).toBeUndefined();
  });
});
