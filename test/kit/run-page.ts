/** Runs a rule's page: its examples against their marks, its fixes against their blocks and the laws of fixes. */

import { expect } from "vitest";
import type { Diagnostic, Workspace } from "../../server/src/ide/index.js";
import { type Files, onlyRules, SYNTAX_RULE, workspaceOf } from "./analyse.js";
import { compareWorkspace, expectAgreement } from "./findings.js";
import { applyFix, checkComments } from "./fixes.js";
import type { Block } from "./markdown.js";
import { type Example, type FixedFiles, filesOf, type Page } from "./pages.js";
import { changedVerdicts, trafficChange } from "./verdicts.js";
import { WITNESSES_FILE, witnessesFor } from "./witnesses.js";
import { checkWords } from "./words.js";

/** Where a run with `UPDATE=1` writes what blocks ought to hold; undefined when they are compared. */
export type Corrections = Map<Block, string> | undefined;

/** Bad blocks yield exactly their marks, good ones nothing, and what is said is said well. */
export function checkExample(page: Page, example: Example, corrections?: Corrections): void {
  // The page's own rule alone speaks, so that a new rule cannot break the pages of others.
  const workspace = workspaceOf(filesOf(example), onlyRules(page.code, SYNTAX_RULE));
  const results = compareWorkspace(workspace, new Map(example.files.map(({ path, marked }) => [path, marked])));
  if (corrections === undefined) expectAgreement(results);
  for (const { path, block } of corrections === undefined ? [] : example.files) {
    const corrected = results.find((it) => it.path === path)?.corrected;
    if (corrected !== undefined) corrections?.set(block, corrected);
  }
  for (const diagnostic of allOf(workspace)) checkWords(diagnostic);
  for (const { path, role } of example.files) {
    const found = workspace.diagnostics(path).length;
    if (role === "bad") expect(found, `findings in ${path}, which is called bad`).toBeGreaterThan(0);
    else expect(found, `findings in ${path}, which is called good`).toBe(0);
  }
}

/** A fix makes of the example what its blocks show, and keeps the laws. */
export function checkFix(page: Page, example: Example, { fix, files }: FixedFiles, corrections?: Corrections): void {
  const before = filesOf(example);
  const settings = onlyRules(page.code, SYNTAX_RULE);
  const offered = allOf(workspaceOf(before, settings)).flatMap((it) => it.fixes.filter(({ id }) => id === fix));
  const after = applyFix(before, settings, fix);
  checkComments(before, settings, fix, after);
  if (offered.some((it) => it.safety === "safe")) checkSafety(before, after, fix);
  else if (offered.some((it) => /\((?:opens|narrows)\)$/.test(it.title))) checkEffect(before, after, offered);
  for (const { path, block } of files) {
    if (corrections === undefined) expect(after.get(path), `${path} after the fix ${fix}`).toBe(block.content);
    else corrections.set(block, after.get(path) ?? "");
  }
  for (const [path, text] of after) {
    if (files.some((it) => it.path === path)) continue;
    expect(text, `the fix ${fix} changes ${path}, which the page does not show`).toBe(before.get(path));
  }
}

/** A safe fix leaves every verdict as it was, for the example's own ends and for witnesses of each selector. */
function checkSafety(before: Files, after: Files, fix: string): void {
  const witnesses = [WITNESSES_FILE, witnessesFor(before, after)] as const;
  const { settings } = workspaceOf(before);
  const changed = changedVerdicts(new Map([...before, witnesses]), new Map([...after, witnesses]), settings);
  expect(changed, `the fix ${fix} is called safe and changes verdicts`).toEqual([]);
}

/** A fix that says that it opens or narrows does so, and nothing else. */
function checkEffect(before: Files, after: Files, offered: readonly { readonly title: string }[]): void {
  const witnesses = [WITNESSES_FILE, witnessesFor(before, after)] as const;
  const { settings } = workspaceOf(before);
  const change = trafficChange(new Map([...before, witnesses]), new Map([...after, witnesses]), settings);
  for (const { title } of offered) {
    const opens = title.endsWith("(opens)");
    expect(change, title).toEqual({ opens, narrows: !opens });
  }
}

function allOf(workspace: Workspace): Diagnostic[] {
  return [...workspace.allDiagnostics().values()].flat();
}
