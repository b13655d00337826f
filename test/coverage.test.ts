/** Every mistake of the specification has a rule or a reason: lists those that have neither. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { coverageOf, isMissing, rulesOf, sharedCovers } from "../scripts/gen.mjs";
import { RULES } from "../server/src/rules/registry.js";
import { ROOT } from "./kit/repository.js";

/** Numbers that the specification does not use are left out. */
const LISTS = {
  KV: [1, 26],
  KP: [1, 55],
  CV: [1, 36],
  CP: [1, 63],
  NP: [1, 19],
  NV: [1, 14],
  AV: [1, 8],
  C: [1, 36],
  GV: [1, 24],
  A: [1, 22],
  TV: [1, 16],
} as const;
const UNUSED = new Set(["CV-17", "CV-18", "CV-19"]);

const json = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(ROOT, "docs/rules", file), "utf8")) as Record<string, string>;

it("knows every id of the lists and no other", () => {
  const all = Object.entries(LISTS).flatMap(([prefix, [first, last]]) =>
    Array.from({ length: last - first + 1 }, (_, at) => `${prefix}-${first + at}`),
  );
  expect(Object.keys(json("ids.json"))).toEqual(all.filter((it) => !UNUSED.has(it)));
  const shared = sharedCovers();
  expect([...shared.keys()].filter((code) => !RULES.some((it) => it.code === code))).toEqual([]);
  const covered = [...RULES.flatMap((it) => it.covers), ...[...shared.values()].flat()].filter(
    (it) => (it.split("-")[0] ?? "") in LISTS,
  );
  expect(covered.filter((it) => !(it in json("ids.json")))).toEqual([]);
});

it("has a heading in the index for each list", () => {
  expect(Object.keys(json("prefixes.json")).sort()).toEqual(Object.keys(LISTS).sort());
});

it("says every thing once, in a phrase, and every reason in a sentence", () => {
  for (const title of Object.values(json("ids.json"))) expect(title).toMatch(/^[A-Z`][^|]*[^.|]$/);
  for (const reason of Object.values(json("uncovered.json"))) expect(reason).toMatch(/^[A-Z`][^|\n]*\.$/);
});

it("has a rule or a reason for everything", async () => {
  expect(coverageOf(ROOT, await rulesOf()).filter(isMissing)).toEqual([]);
});
