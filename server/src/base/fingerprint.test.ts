/** Texts that differ a little have different fingerprints. */

import { expect, test } from "vitest";
import { fingerprint } from "./fingerprint.js";

test("equal texts have equal ones", () => {
  expect(fingerprint("policies: []")).toBe(fingerprint(`policies: ${"[]"}`));
});

test("texts that differ in one character, in two that are exchanged, or in length, have others", () => {
  const texts = new Set<string>([""]);
  for (let line = 0; line < 3000; line++) {
    texts.add(`{"line":${line},"message":"NetworkPolicy selects no pods"}`);
    texts.add(`{"message":"NetworkPolicy selects no pods","line":${line}}`);
    texts.add("\0".repeat(line));
    texts.add(`${"a".repeat(line)}b${"a".repeat(3000 - line)}`);
  }
  expect(new Set([...texts].map(fingerprint)).size).toBe(texts.size);
});
