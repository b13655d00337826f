/** Ports as text, as Go and Cilium read them. */

import { describe, expect, test } from "vitest";
import { readPortText } from "./port-text.js";

/** What is made of each text, side by side. */
function read(...texts: readonly string[]): (number | string | undefined)[] {
  return texts.map(readPortText);
}

describe("a port's text", () => {
  test("is a number in decimal, or octal after a zero", () => {
    expect(read("80", "0", "65535", "010", "0_10", "00", "0177777")).toEqual([80, 0, 65535, 8, 8, 0, 65535]);
  });

  test("may have single underscores between digits, and nowhere else", () => {
    expect(read("8_080", "6_5_5_3_5")).toEqual([8080, 65535]);
    expect(read("_80", "80_", "8__0", "0_", "_")).toEqual(Array.from({ length: 5 }, () => undefined));
  });

  test("is a name wherever it can be one, whatever number it looks like", () => {
    expect(read("http", "HTTP", "0x50", "0b11", "0o17", "8o", "a-b-1")).toEqual([
      "http",
      "http",
      "0x50",
      "0b11",
      "0o17",
      "8o",
      "a-b-1",
    ]);
  });

  test("is a number with a prefix where a name it cannot be", () => {
    expect(read("0x5_0", "0X_50", "0b_101_0000", "0o1_20", "0x00000000000050")).toEqual([80, 80, 80, 80, 80]);
    expect(read("0x5__0", "0x5_", "0b1_2", "0o_8", "0x_")).toEqual(Array.from({ length: 5 }, () => undefined));
  });

  test("is refused beyond 16 bits, with a sign, and where it is neither", () => {
    const neither = ["65536", "0x1_0000", "080", "+80", "-1", "", " 80", "80-90", "80,443", "8.0", "a--b", "-a", "a-"];
    expect(read(...neither, "a-name-of-sixteen")).toEqual([...neither, ""].map(() => undefined));
  });
});
