/**
 * Every rule speaks of some manifest that somebody really wrote, or `menagerie/unsighted.json` says why none does. A rule
 * that nothing real ever set off may be about a mistake that nobody makes.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "../server/src/rules/registry.js";
import { CORPUS, MENAGERIE } from "./kit/repository.js";
import { sightings } from "./kit/sightings.js";
import { ORACLES } from "./oracles/agreement.js";

const reasons = JSON.parse(readFileSync(join(MENAGERIE, "unsighted.json"), "utf8")) as Readonly<Record<string, string>>;
const codes: readonly string[] = RULES.map((it) => it.code);

it("gives reasons for rules that there are, in sentences, sorted by code", () => {
  const given = Object.keys(reasons);
  expect(given.filter((it) => !codes.includes(it))).toEqual([]);
  expect(given).toEqual(given.toSorted());
  for (const reason of Object.values(reasons)) expect(reason).toMatch(/^[A-Z`].{20,}\.$/);
});

describe.skipIf(CORPUS === undefined || ORACLES === undefined)("the rules", () => {
  it("speak of a manifest that somebody wrote, or have a reason why they do not", ({ annotate }) => {
    const seen = sightings(CORPUS ?? "", ORACLES ?? "");
    const unsighted = codes.filter((it) => !seen.has(it));
    expect(unsighted, "rules that no real manifest sets off; unsighted.json says why").toEqual(Object.keys(reasons));
    const text = [...seen].map(([code, { workspace, file, line }]) => `${code} ${workspace}/${file}:${line}`).sort();
    return annotate(`${seen.size} of ${codes.length} rules are sighted, first at\n${text.join("\n")}`);
  });
});
