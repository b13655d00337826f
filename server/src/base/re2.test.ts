/** Which texts RE2 takes as expressions, and the faults by name. */

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
