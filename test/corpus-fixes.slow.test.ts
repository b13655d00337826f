/** Holds every fix to its laws at each finding of the shared corpus: real files, in the styles that people write. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Files, workspaceOf } from "./kit/analyse.js";
import { findingsOf, trialsOf, tryCommented, tryFixes, trySafe } from "./kit/fix-laws.js";
import { readFolder } from "./kit/folders.js";
import { pitfallWorkspaces } from "./kit/pitfalls.js";
import { CORPUS } from "./kit/repository.js";

/** Holds cases that are workspaces of their own. */
const PITFALLS = "pitfalls";
const ALL = process.env.NETPOL_FIXES === "all";
/** Findings of a folder on which a fix is tried, spread over it: folders repeat themselves. `NETPOL_FIXES=all` tries more. */
const MOST_PER_FOLDER = ALL ? 200 : 3;
/** Fixes that the corpus has findings for; fewer are a sign that it was not read. */
const FIXES_AT_LEAST = 40;

/** How often each fix was tried; `NETPOL_FIXES=all` prints it. */
const tried = new Map<string, number>();

describe.skipIf(CORPUS === undefined)("fixes on the corpus", () => {
  const corpus = CORPUS ?? "";
  const folders = CORPUS === undefined ? [] : readdirSync(CORPUS, { withFileTypes: true });
  const names = folders.filter((it) => it.isDirectory() && it.name !== PITFALLS).map((it) => it.name);

  it.each(names)("%s", (name) => {
    expect(brokenLaws(readFolder(join(corpus, name)))).toEqual([]);
  });

  it(PITFALLS, () => {
    expect([...pitfallWorkspaces(corpus).values()].flatMap(brokenLaws)).toEqual([]);
  });

  it("are many", () => {
    const lines = [...tried].sort().map(([fix, times]) => `${fix} ${times}`);
    if (ALL) console.log(lines.join("\n"));
    expect(lines.length).toBeGreaterThanOrEqual(FIXES_AT_LEAST);
  });
});

function brokenLaws(files: Files): string[] {
  const workspace = workspaceOf(files, { persona: "auditor" });
  const before = findingsOf(workspace);
  const offered = trialsOf(workspace, before);
  const trials = [...new Set(offered.map((it) => it.fix))].flatMap((fix) =>
    spread(offered.filter((it) => it.fix === fix)),
  );
  for (const { fix } of trials) tried.set(fix, (tried.get(fix) ?? 0) + 1);
  return [...tryFixes(workspace, before, trials), ...tryCommented(workspace, trials), ...trySafe(workspace, trials)];
}

function spread<T>(items: readonly T[]): T[] {
  const step = Math.max(1, items.length / MOST_PER_FOLDER);
  return Array.from(
    { length: Math.min(items.length, MOST_PER_FOLDER) },
    (_, at) => items[Math.floor(at * step)],
  ).filter((it) => it !== undefined);
}
