/** Every fix of every page again, on the same manifests in other styles: it does the same and keeps the style. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { Diagnostic, Workspace } from "../server/src/ide/index.js";
import { type Files, onlyRules, SYNTAX_RULE, workspaceOf } from "./kit/analyse.js";
import { DRESSES, type Dress, SHARINGS, valuesOf } from "./kit/dress.js";
import { findingsOf, type Trial, trialsOf, tryFixes } from "./kit/fix-laws.js";
import { type Example, filesOf, readPage } from "./kit/pages.js";
import { RULE_PAGES } from "./kit/repository.js";
import { edited } from "./kit/text-edits.js";

const pages = readdirSync(RULE_PAGES)
  .filter((it) => /^NP\d{4}\.md$/.test(it))
  .map((it) => readPage(readFileSync(join(RULE_PAGES, it), "utf8")))
  .filter(({ examples }) => examples.some((it) => it.fixed.length > 0));

/** Each page wears every so many of the styles, and with `NETPOL_FIXES=all` every one. */
const EVERY = process.env.NETPOL_FIXES === "all" ? 1 : 3;

describe.each(DRESSES)("$name", (dress) => {
  const turn = DRESSES.indexOf(dress);
  it.each(pages.filter((_, index) => (index + turn) % EVERY === 0))("$code $name", ({ code, examples }) => {
    const broken = examples.filter((it) => it.fixed.length > 0).flatMap((it) => brokenIn(code, it, dress));
    expect(broken).toEqual([]);
  });
});

describe.each(SHARINGS)("shared $name", ({ put, shown }) => {
  it("stays as it is in the second place", () => {
    let offered = 0;
    for (const [index, { code, examples }] of pages.entries()) {
      for (const example of index % EVERY === 0 ? examples.filter((it) => it.fixed.length > 0) : []) {
        const files = new Map([...filesOf(example)].map(([path, text]) => [path, canWear(path) ? put(text) : text]));
        const { workspace, findings, trials } = tried(files, code);
        expect(tryFixes(workspace, findings, trials)).toEqual([]);
        for (const { edit } of trials) {
          for (const [path, edits] of edit.edits) {
            const text = files.get(path) ?? "";
            expect(shown(edited(text, edits)), `${code}, example in line ${example.line}`).toEqual(shown(text));
          }
          offered++;
        }
      }
    }
    expect(offered).toBeGreaterThan(0);
  });
});

function brokenIn(code: string, example: Example, dress: Dress): string[] {
  const plain = filesOf(example);
  const dressed = new Map([...plain].map(([path, text]) => [path, canWear(path) ? (dress.put(text) ?? text) : text]));
  const one = plainTried(example, code);
  const other = tried(dressed, code);
  const left = [...other.trials];
  const differing = one.trials.flatMap((trial) => {
    const twin = left.find((it) => isSame(trial, it));
    if (twin !== undefined) left.splice(left.indexOf(twin), 1);
    // A finding about the way that something is written goes with it.
    else if (!other.findings.some(({ message }) => message === trial.diagnostic.message)) return [];
    return twin === undefined
      ? ["is not offered"]
      : differences(code, dressed, textsAfter(one, trial), textsAfter(other, twin), dress);
  });
  return [...tryFixes(other.workspace, other.findings, other.trials), ...differing].map(
    (it) => `example in line ${example.line}: ${it}`,
  );
}

interface Tried {
  readonly workspace: Workspace;
  readonly findings: readonly Diagnostic[];
  readonly trials: readonly Trial[];
}

function tried(files: Files, code: string): Tried {
  const workspace = workspaceOf(files, onlyRules(code, SYNTAX_RULE));
  const findings = findingsOf(workspace);
  return { workspace, findings, trials: trialsOf(workspace, findings) };
}

const known = new Map<Example, Tried>();

/** The example as the page shows it, once for all styles: nothing is changed in it. */
function plainTried(example: Example, code: string): Tried {
  const plain = known.get(example) ?? tried(filesOf(example), code);
  known.set(example, plain);
  return plain;
}

function textsAfter({ workspace }: Tried, { edit }: Trial): Files {
  return new Map([...edit.edits].map(([path, edits]) => [path, edited(workspace.textOf(path) ?? "", edits)]));
}

/** Rules whose fixes write small maps into the lines that are there, so that the comments of these stay. */
const ONE_LINE: ReadonlySet<string> = new Set(["NP1709"]);

function differences(code: string, before: Files, plain: Files, dressed: Files, dress: Dress): string[] {
  return [...plain].flatMap(([path, text]) => {
    const result = dressed.get(path);
    if (result === undefined) return [`leaves ${path} as it is`];
    if (!canWear(path)) return result === text ? [] : [`does otherwise\n${result}`];
    if (!isDeepStrictEqual(dress.read(result), valuesOf(text))) return [`does otherwise\n${result}`];
    const again =
      dress.exact && !ONE_LINE.has(code) && showsLists(before.get(path) ?? "") ? (dress.put(result) ?? result) : result;
    return unquoted(again) === unquoted(result) ? [] : [`leaves the style\n${result}`];
  });
}

/** A text without lists does not say how they are indented. */
function showsLists(text: string): boolean {
  return /^ *- /m.test(text);
}

/** A fix keeps quotes that are not needed, and writing anew does not. */
function unquoted(text: string): string {
  return text.replaceAll(/["'\\]/g, "");
}

/** Settings and kustomizations are no manifests, and stay as they are. */
function canWear(path: string): boolean {
  return !path.startsWith(".") && !path.endsWith("kustomization.yaml");
}

function isSame(one: Trial, other: Trial): boolean {
  return one.fix === other.fix && one.diagnostic.message === other.diagnostic.message;
}
