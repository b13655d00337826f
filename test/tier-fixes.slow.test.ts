/** Fixes in random policies in tiers are valid: shared rules know the fields of an API only from its system's record. */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { workspaceOf } from "./kit/analyse.js";
import { findingsOf, trialsOf, tryFixes } from "./kit/fix-laws.js";
import { tieredWorld } from "./kit/random-tiers.js";
import { manifestsOf } from "./kit/random-worlds.js";

/** Few worlds on every run, many at night. */
const RUNS = Number(process.env.NETPOL_WORLDS ?? 20);
const SEED = process.env.NETPOL_SEED;

/** What is random is wrong in many ways, all on one line: a fix of one thing may show another, or seem to leave its twin. */
const BY_CHANCE = / (brings the (warning|info|hint)|leaves its finding:) /;

vi.setConfig({ testTimeout: 60_000 + 3_000 * RUNS });

it("parse, and bring no error", () => {
  const tried = new Map<string, number>();
  const property = fc.property(tieredWorld, (world) => {
    const workspace = workspaceOf(manifestsOf(world), { persona: "auditor" });
    const before = findingsOf(workspace);
    const trials = trialsOf(workspace, before);
    for (const { fix } of trials) tried.set(fix, (tried.get(fix) ?? 0) + 1);
    const broken = tryFixes(workspace, before, trials);
    expect(broken.filter((it) => !BY_CHANCE.test(it))).toEqual([]);
  });
  fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) });
  console.info(
    [...tried]
      .sort()
      .map(([fix, times]) => `${fix} ${times}`)
      .join(", "),
  );
  expect(tried.size).toBeGreaterThan(0);
});
