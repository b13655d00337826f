/** What has changed between two states of a workspace is told, or said not to be known. */

import { expect, test } from "vitest";
import { Edits } from "./edits.js";

const sorted = (paths: ReadonlySet<string> | undefined): string[] | undefined => paths && [...paths].sort();

test("files of all edits in between", () => {
  const first = new Edits();
  const second = first.after(["a.yaml"]);
  const third = second.after(["b.yaml", "c.yaml"]);
  expect(sorted(third.since(first))).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
  expect(sorted(third.since(second))).toEqual(["b.yaml", "c.yaml"]);
  expect(sorted(third.since(third))).toEqual([]);
});

test("states that are not before one another know nothing of each other", () => {
  const first = new Edits();
  const tried = first.after(["a.yaml"]);
  const done = first.after(["b.yaml"]);
  expect(done.since(tried)).toBeUndefined();
  expect(first.since(done)).toBeUndefined();
  expect(new Edits().since(first)).toBeUndefined();
});

test("long ago is not known", () => {
  const first = new Edits();
  let now = first;
  for (let edit = 0; edit < 16; edit++) now = now.after([`${edit}.yaml`]);
  expect(now.since(first)?.size).toBe(16);
  expect(now.after(["more.yaml"]).since(first)).toBeUndefined();
});
