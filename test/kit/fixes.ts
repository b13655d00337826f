/** Applies fixes the way an editor does, and holds each to the laws of fixes. */

import type { Diagnostic, Workspace, WorkspaceEdit } from "../../server/src/ide/index.js";
import { type Files, putAll, SYNTAX_RULE, workspaceOf } from "./analyse.js";
import { lostComments, withComments, withoutComments } from "./comments.js";
import { checkExtent, edited } from "./text-edits.js";

type PartialSettings = Parameters<typeof workspaceOf>[1];

/** A fix has to come to an end: an example with more places to mend than this is no example. */
const MOST_STEPS = 50;

/**
 * The files after a fix was applied wherever it was offered, one finding after the other. Holds each step to the laws:
 * its edits are in order and no wider than what they change, the finding goes, and the text parses.
 * @throws Error that names the law.
 */
export function applyFix(files: Files, settings: PartialSettings, fix: string): Map<string, string> {
  const workspace = workspaceOf(files, settings);
  let left = offered(workspace, fix);
  if (left.length === 0) throw new Error(`no finding offers the fix ${fix}`);
  const before = unparsable(workspace);
  for (let step = 0; left.length > 0; step++) {
    const [finding] = left;
    if (finding === undefined || step > MOST_STEPS) throw new Error(`the fix ${fix} never comes to an end`);
    applyEdit(workspace, editFor(workspace, finding, fix));
    const rest = offered(workspace, fix);
    if (rest.length >= left.length) {
      throw new Error(`after the fix ${fix} the finding "${finding.message}" is still there\n\n${show(workspace)}`);
    }
    left = rest;
  }
  if (unparsable(workspace) > before) {
    throw new Error(`after the fix ${fix} the text does not parse\n\n${show(workspace)}`);
  }
  return textsOf(workspace);
}

function offered(workspace: Workspace, fix: string): Diagnostic[] {
  const all = [...workspace.allDiagnostics().values()].flat();
  return all.filter((it) => it.fixes.some(({ id }) => id === fix));
}

function unparsable(workspace: Workspace): number {
  return [...workspace.allDiagnostics().values()].flat().filter((it) => it.rule === SYNTAX_RULE).length;
}

function editFor(workspace: Workspace, { file, range, code, fixes }: Diagnostic, fix: string): WorkspaceEdit {
  const title = fixes.find((it) => it.id === fix)?.title;
  const action = workspace
    .codeActions(file, range)
    .find((it) => it.kind === "quickfix" && it.code === code && it.title === title);
  if (action === undefined) throw new Error(`no code action "${title}" at the finding ${code}`);
  const edit = workspace.resolve(file, action.id);
  if (edit === undefined) throw new Error(`the code action "${title}" has no edit`);
  return edit;
}

/** Applies an edit to the workspace's files. @throws Error for edits that overlap, reach outside or change too much. */
export function applyEdit(workspace: Workspace, { edits, created = [] }: WorkspaceEdit): void {
  const changed = new Map<string, string>(created.map(({ path, text }) => [path, text]));
  for (const [file, own] of edits) {
    const text = workspace.textOf(file);
    if (text === undefined) throw new Error(`an edit names ${file}, which is not in the workspace`);
    for (const edit of own) checkExtent(text, edit);
    changed.set(file, edited(text, own));
  }
  if (changed.size === 0) throw new Error("an edit changes nothing");
  putAll(workspace, changed);
}

/**
 * Comments survive: with a comment behind every line that can carry one, the fix does the same, and only comments of lines
 * that it removes go.
 */
export function checkComments(files: Files, settings: PartialSettings, fix: string, after: Files): void {
  const withThem = new Map([...files].map(([path, text]) => [path, withComments(text)]));
  for (const [path, result] of applyFix(withThem, settings, fix)) {
    const [text = "", commented = "", plainResult = ""] = [files, withThem, after].map((it) => it.get(path));
    if (withoutComments(result) !== plainResult) {
      throw new Error(`comments change what the fix ${fix} does to ${path}\n\n${result}`);
    }
    for (const { line, comment } of lostComments({ text, commented, plainResult, result })) {
      throw new Error(`the fix ${fix} loses the comment "${comment}" of ${path}:${line}\n\n${result}`);
    }
  }
}

function textsOf(workspace: Workspace): Map<string, string> {
  return new Map(workspace.files.map((it) => [it, workspace.textOf(it) ?? ""]));
}

function show(workspace: Workspace): string {
  return [...textsOf(workspace)].map(([path, text]) => `${path}\n${text}`).join("\n");
}
