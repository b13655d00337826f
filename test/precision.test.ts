/**
 * Somebody read and judged every error in the shared corpus, and a hundred of its warnings drawn by lot: `menagerie/judged.json`
 * says which are right. A new finding has to be judged before the tests pass again.
 *
 * After a change of rules: `UPDATE=1 npx vitest run test/precision.test.ts` puts new findings into the list as `unjudged`, and
 * takes out those that are gone. Read each at its place, with the manifests around it, and ask whether who wrote them would
 * agree: that it is true, at this level, here, in these words. Then write `right`, or `wrong: ` and why. What is wrong is
 * mended in the rule; its entry stays in the list, as a record.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drawn, type Found, foundIn, isWrong, type Verdicts, verdictOn, verdictsWith } from "./kit/judgements.js";
import { CORPUS, MENAGERIE } from "./kit/repository.js";
import { UPDATING, writeIfChanged } from "./kit/update.js";

const SEED = "netpol 1";
const WARNINGS = 100;
/** Shares of the findings that may be wrong. */
const WRONG_ERRORS = 0.02;
const WRONG_WARNINGS = 0.05;

const PATH = join(MENAGERIE, "judged.json");
const verdicts = JSON.parse(readFileSync(PATH, "utf8")) as Verdicts;

it("has a verdict on each finding of the list, and a reason why one is wrong", () => {
  const all = Object.values(verdicts).flatMap((files) => Object.values(files).flatMap((it) => Object.values(it)));
  expect(all.length).toBeGreaterThan(0);
  for (const verdict of all) expect(verdict).toMatch(/^(right|wrong: .{20,})$/);
});

describe.skipIf(CORPUS === undefined)("the findings in the corpus", () => {
  const found = CORPUS === undefined ? [] : foundIn(CORPUS);
  const errors = found.filter((it) => it.severity === "error");
  const warnings = drawn(
    found.filter((it) => it.severity === "warning"),
    WARNINGS,
    SEED,
  );
  const toJudge = [...errors, ...warnings];

  it("were judged, and nothing else is in the list but what was mended", () => {
    const wanted = verdictsWith(toJudge, verdicts);
    if (UPDATING) writeIfChanged(PATH, `${JSON.stringify(wanted, undefined, 2)}\n`);
    else expect(verdicts, "UPDATE=1 lists what is to be judged").toEqual(wanted);
  });

  it.each([
    ["errors", errors, WRONG_ERRORS],
    ["warnings", warnings, WRONG_WARNINGS],
  ] as const)("are right, but for a few %s", (_, judged, share) => {
    // Pitfalls are mistakes that were picked: what is said of them must not make up for alarms elsewhere.
    for (const some of [judged, judged.filter((it) => !it.workspace.startsWith("pitfalls/"))]) {
      expect(some.length).toBeGreaterThan(0);
      const wrong = some.filter((it) => isWrong(verdictOn(it, verdicts) ?? ""));
      expect(wrong.length, wrong.map(nameOf).join("\n")).toBeLessThanOrEqual(some.length * share);
    }
  });

  it("keep their lots when others come and go", () => {
    expect(warnings.length).toBeGreaterThan(20);
    const few = drawn(warnings, 10, SEED);
    const [first, ...others] = few;
    const without = warnings.filter((it) => it !== first).toReversed();
    expect(drawn(without, 9, SEED)).toEqual(others);
  });
});

function nameOf({ workspace, file, line, key }: Found): string {
  return `${workspace}/${file}:${line} ${key}`;
}
