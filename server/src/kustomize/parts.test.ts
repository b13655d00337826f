/** The small parts of a build: label queries, paths, hashes, pointers. */

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { splitPath } from "./field-path.js";
import { parsePointer } from "./json-pointer.js";
import { parseLabelQuery } from "./label-query.js";
import { sha256 } from "./name-hash.js";
import { isAtOrAbove, isRemote, resolvePath } from "./paths.js";
import { splitFieldPath } from "./replacement-path.js";

describe("label queries", () => {
  const labels = new Map([
    ["app", "web"],
    ["rank", "3"],
  ]);
  test.each([
    ["app=web", true],
    ["app==web,rank!=4", true],
    ["app in (web, api)", true],
    ["app notin (web)", false],
    ["tier notin (back)", true],
    ["app", true],
    ["!tier", true],
    ["rank>2,rank<4", true],
  ])("%s", (query, fits) => expect(parseLabelQuery(query)?.(labels)).toBe(fits));
  test.each(["app=(", "a b", "in (x)", "=x"])("%s is none", (query) => expect(parseLabelQuery(query)).toBeUndefined());
});

test("field paths", () => {
  expect(splitPath("metadata/annotations/a.b\\/c")).toEqual(["metadata", "annotations", "a.b/c"]);
  expect(splitFieldPath("metadata.labels.[a.b/c]")).toEqual(["metadata", "labels", "a.b/c"]);
  expect(splitFieldPath("spec.[name=a.b].0.x\\.y")).toEqual(["spec", "[name=a.b]", "0", "x.y"]);
  expect(parsePointer("/a~1b/~0c")).toEqual(["a/b", "~c"]);
  expect(parsePointer("a")).toBeUndefined();
});

test.each(["", "abc", "x".repeat(55), "x".repeat(56), "x".repeat(64), "é€😀".repeat(50)])("sha-256 of %j", (text) => {
  expect(sha256(text)).toBe(createHash("sha256").update(text).digest("hex"));
});

test("paths", () => {
  expect(resolvePath("a/b", "../c/./d")).toBe("a/c/d");
  expect(resolvePath("a", "../../etc")).toBeUndefined();
  expect(isAtOrAbove("a", "a/b")).toBe(true);
  expect(isAtOrAbove("a", "ab")).toBe(false);
});

test.each([
  ["https://example.org/a.yaml", true],
  ["github.com/org/repo//path?ref=v1", true],
  ["git@example.org:org/repo.git", true],
  ["git::https://example.org/x", true],
  ["../base", false],
  ["base.git", false],
  ["github.com", false],
])("%s is remote: %s", (entry, remote) => expect(isRemote(entry)).toBe(remote));
