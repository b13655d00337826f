/** Positions that editors send, and those that they should not: past the end of a line, past the last one. */

import { expect, test } from "vitest";
import { LineIndex } from "./line-index.js";

test.each([
  ["\n", "a: 1\nb: 2\n"],
  ["\r\n", "a: 1\r\nb: 2\r\n"],
  ["\r", "a: 1\rb: 2\r"],
])("a character past the end of its line is that end, before the break %j", (_, text) => {
  const lines = new LineIndex(text);
  const end = text.indexOf("1") + 1;
  for (const character of [4, 5, 6, 1000]) expect(lines.offsetAt({ line: 0, character })).toBe(end);
  expect(lines.offsetAt({ line: 0, character: 2 })).toBe(2);
  expect(lines.offsetAt({ line: 1, character: 0 })).toBe(text.indexOf("b"));
  expect(lines.offsetAt({ line: 2, character: 7 })).toBe(text.length);
  expect(lines.offsetAt({ line: 9, character: 0 })).toBe(text.length);
});

test("every offset outside a line break has a position that leads back to it", () => {
  const text = "a\r\n\r\nb\n\rc";
  const lines = new LineIndex(text);
  for (let offset = 0; offset <= text.length; offset++) {
    if (text[offset] === "\n" && text[offset - 1] === "\r") continue;
    expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
  }
});
