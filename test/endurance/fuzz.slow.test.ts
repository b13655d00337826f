/**
 * Damaged documents through everything: reading, rules, hovers at every word, every fix applied. Nothing throws, neighbours keep
 * their findings, and fixes keep their laws. `FUZZED=1000000` takes longer than CI has time for, `FIXED=50000` too; `SEED=7`
 * begins elsewhere.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyWorkspace, putAll } from "../kit/analyse.js";
import { findingsOf, trialsOf, tryFixes } from "../kit/fix-laws.js";
import { filesOf, readPage } from "../kit/pages.js";
import { RULE_PAGES } from "../kit/repository.js";
import { deployment, misspelt, policy } from "../protocol/manifests.js";
import { damaged } from "./damage.js";
import { Random } from "./random.js";
import { TEXTS } from "./texts.js";

const FUZZED = Number(process.env.FUZZED ?? 2000);
const FIXED = Number(process.env.FIXED ?? 150);
const SEED = Number(process.env.SEED ?? 1);
/** Documents that one workspace sees, one after the other: what it keeps of those before is tried as well. */
const PER_WORKSPACE = 500;

const NEIGHBOURS = new Map([
  ["a.yaml", misspelt("beside").replace("namespace: shop", "namespace: beside")],
  ["z.yaml", [policy("web"), deployment("web"), deployment("api")].join("---\n")],
]);

/** Texts of the rules' pages: of every mistake that there is a rule for, and of what is right. */
const OF_PAGES = readdirSync(RULE_PAGES)
  .filter((it) => /^NP\d{4}\.md$/.test(it))
  .flatMap((it) =>
    readPage(readFileSync(join(RULE_PAGES, it), "utf8")).examples.flatMap((example) => [...filesOf(example).values()]),
  );
const ALL: readonly [string, ...string[]] = [...TEXTS, ...OF_PAGES];

test("nothing that a document may hold makes anything throw, or takes anything from its neighbours", {
  timeout: 60_000 + FUZZED * 60,
}, () => {
  const random = new Random(SEED);
  let workspace = emptyWorkspace();
  for (let done = 0; done < FUZZED; done++) {
    if (done % PER_WORKSPACE === 0) {
      workspace = emptyWorkspace();
      putAll(workspace, NEIGHBOURS);
    }
    const text = damaged(ALL, random);
    reporting(text, () => {
      putAll(workspace, new Map([["m.yaml", text]]));
      const found = workspace.allDiagnostics();
      expect(found.get("a.yaml")?.map((it) => it.rule)).toContain("unknown-field");
    });
  }
});

test("hovers at every word say something or nothing, and fixes keep their laws", {
  timeout: 60_000 + FIXED * 2000,
}, () => {
  const random = new Random(SEED + 1);
  const broken: string[] = [];
  for (let done = 0; done < FIXED; done++) {
    const text = damaged(ALL, random);
    reporting(text, () => {
      const workspace = emptyWorkspace();
      putAll(workspace, new Map([...NEIGHBOURS, ["m.yaml", text]]));
      for (const { index } of text.matchAll(/[^\s:-]+/g)) workspace.hover("m.yaml", index);
      const before = findingsOf(workspace);
      const own = before.filter((it) => it.file === "m.yaml");
      // Damaged manifests may make a warning true that nobody could know of before.
      const laws = tryFixes(workspace, before, trialsOf(workspace, own)).filter(
        (it) => !it.includes("brings the warning"),
      );
      broken.push(...laws.map((it) => `${it}\nof ${JSON.stringify(text)}`));
    });
  }
  expect(broken).toEqual([]);
});

/** Says of which text it was that something threw. */
function reporting(text: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Error(`seed ${SEED}, with ${JSON.stringify(text)}`, { cause: error });
  }
}
