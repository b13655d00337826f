/** Which texts RE2 takes as expressions, and the faults by name. */

import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { globAsExpression, re2Fault } from "./re2.js";

describe("faults", () => {
  test.each([
    ["*", "nothing-to-repeat"],
    ["*.example.com", "nothing-to-repeat"],
    ["a|*", "nothing-to-repeat"],
    ["(+a)", "nothing-to-repeat"],
    ["/api/**", "repeated-repetition"],
    ["a++", "repeated-repetition"],
    ["a{2}{3}", "repeated-repetition"],
    ["a{3,1}", "repetition-count"],
    ["a{1001}", "repetition-count"],
    ["/(?!admin).*", "look-around"],
    ["(?<=/)x", "look-around"],
    ["(a)\\1", "back-reference"],
    ["(?>a)", "group"],
    ["/api/(v1", "parenthesis"],
    ["/api/v1)", "parenthesis"],
    ["/[a-z", "bracket"],
    ["/[z-a]", "range"],
    ["/a\\", "escape"],
    ["\\h+", "escape"],
  ])("%s", (text, fault) => expect(re2Fault(text)).toBe(fault));
});

test.each(["", "/api/.*", "GET|POST", "(?i)get", "(?P<x>a)", "[[:alpha:]]+", "a{2,5}?", "\\d+\\.html"])(
  "compiles %s",
  (text) => expect(re2Fault(text)).toBeUndefined(),
);

test("a glob is told from an expression", () => {
  expect(globAsExpression("/api/**")).toBe("/api/.*");
  expect(globAsExpression("/api/(v1|v2)*")).toBeUndefined();
});

test("what looks like a path is judged as the compiler would judge it", () => {
  const compiles = (text: string): boolean => {
    try {
      RE2JS.compile(text);
      return true;
    } catch {
      return false;
    }
  };
  let texts = [""];
  for (let length = 0; length < 4; length++) {
    texts = texts.flatMap((it) => ["a", "/", ".", "*", "+", "?", "-", "%"].map((letter) => it + letter));
    for (const text of texts) expect(re2Fault(text) === undefined, text).toBe(compiles(text));
  }
});
