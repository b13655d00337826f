/** What Kubernetes' YAML reader reads, and YAML 1.2 does not allow. */

import { describe, expect, test } from "vitest";
import { lenientText } from "./lenient-text.js";
import { parseDocumentText } from "./parse.js";
import { jsonOf } from "./plain-value.js";
import { rootOf } from "./yaml-document.js";

function read(text: string): unknown {
  const parsed = { id: 1, ...parseDocumentText(text) };
  expect(parsed.text).toBe(text);
  const root = rootOf(parsed);
  return parsed.problems.length > 0 || root === undefined
    ? parsed.problems.map((it) => it.code)
    : (JSON.parse(jsonOf(root)) as unknown);
}

// What go-yaml makes of each was tried with `kubectl kustomize`.
describe("Kubernetes' reader also reads", () => {
  test.each([
    [
      "an alias that is a key",
      "a: &app web\nb:\n  *app: {x: *app}\n  c: 1\n",
      { a: "web", b: { web: { x: "web" }, c: 1 } },
    ],
    [
      "one over a map, with brackets",
      "a: &app web\nb:\n  *app:\n    c: [\n  d]\n",
      { a: "web", b: { web: { c: ["d"] } } },
    ],
    ["a quoted scalar", 'a:\n    b: "x\n  y"\n    c: z\n', { a: { b: "x y", c: "z" } }],
    [
      "one with an empty line and Windows line breaks",
      "a:\r\n    b: 'x\r\n\r\n  y'\r\n    c: z\r\n",
      { a: { b: "x\ny", c: "z" } },
    ],
    ["one with an escaped line break", 'a:\n    b: "x\\\n  y"\n', { a: { b: "xy" } }],
    [
      "a bracket at the column of its key",
      "a:\n  b: [\n    c, # why ]\n    d\n  ]\n  e: f\n",
      { a: { b: ["c", "d"], e: "f" } },
    ],
    ["a tab", 'a:\n  - [\n      "-jar",\n\t    "-D]",\n    ]\n', { a: [["-jar", "-D]"]] }],
    ["a brace with a tab", "a: {\n\tb: c\n}\nd: |\n  [\n  x\n", { a: { b: "c" }, d: "[\nx\n" }],
    ["a plain scalar in brackets", "a:\n    b: [c\n  d]\n", { a: { b: ["c d"] } }],
    ["a key behind a hyphen", "- a: |\n    'x\n  b: ['y',\nz]\n", [{ a: "'x\n", b: ["y", "z"] }]],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ["a quote that is not closed", 'a:\n    b: "x\n  y\n    c: z\n'],
    ["a bracket that is not closed", "a:\n    b: [x,\n  y\n    c: z\n"],
    ["an alias of nothing as a key", "a: web\nb:\n  *app:\n    c: 1\n"],
    ["a tab outside of them", "a:\n\tb: c\n"],
    ["a plain scalar outside of them", "a:\n  b: x\n y\n"],
  ])("still a fault: %s", (_, text) => {
    expect(read(text)).toEqual(expect.arrayContaining([expect.any(String)]));
  });

  test("keep their length", () => {
    const text = 'a: {\n\tb: "c\n d", # e\n}\nf: g\n';
    expect(lenientText(text)).toBe('a: { \tb: "c  d",     }\nf: g\n');
    expect(lenientText("a: b # [\nc: |\n  [\n   x]\nd: e\n")).toBeUndefined();
  });
});
