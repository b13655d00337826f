/** What patterns with `*` and `?` match. */

import { expect, it } from "vitest";
import { wildcardMatches } from "./wildcard.js";

it.each([
  ["*", "", true],
  ["a*c", "abbc", true],
  ["a*c", "abcd", false],
  ["?b", "ab", true],
  ["?", "", false],
  ["*a*b", "xaxab", true],
  ["", "a", false],
  ["a.c", "abc", false],
])("%s on %s", (pattern, text, matches) => {
  expect(wildcardMatches(pattern, text)).toBe(matches);
});

it("ends soon on stars without end", () => {
  expect(wildcardMatches("a*".repeat(500), "a".repeat(2000))).toBe(true);
  expect(wildcardMatches(`${"*a".repeat(500)}b`, "a".repeat(2000))).toBe(false);
});
