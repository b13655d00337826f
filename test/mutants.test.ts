/** The mutants of `scripts/mutate.mjs` can be made: the list keeps up with the code. None is tried here. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./kit/repository.js";

interface Mutant {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly breaks: string;
  readonly tests: readonly string[];
}

const MUTANTS = JSON.parse(readFileSync(join(ROOT, "scripts/mutants.json"), "utf8")) as readonly Mutant[];

/** Layers of `server/src` that hold what decides about a policy, or about what a person is told. */
const LAYERS = ["analysis", "engine", "ide", "lsp", "rules", "schema", "syntax", "systems", "workspace"];

describe("mutants", () => {
  it.each(MUTANTS)("$file: $breaks", ({ file, find, replace, tests }) => {
    const times = readFileSync(join(ROOT, file), "utf8").split(find).length - 1;
    expect(times, `how often ${file} holds \`${find}\`: mend scripts/mutants.json`).toBe(1);
    expect(replace).not.toBe(find);
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((it) => !existsSync(join(ROOT, it)))).toEqual([]);
  });

  it("are many, each said once, in every layer that decides", () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(MUTANTS.map((it) => it.breaks)).size).toBe(MUTANTS.length);
    const layers = new Set(MUTANTS.map((it) => it.file.split("/")[2]));
    expect(LAYERS.filter((it) => !layers.has(it))).toEqual([]);
  });
});
