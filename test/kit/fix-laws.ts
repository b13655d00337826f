/** Tries every fix that a workspace offers, each by itself on the workspace as it is, and says which laws it breaks. */

import type { Diagnostic, TextEdit, Workspace, WorkspaceEdit } from "../../server/src/ide/index.js";
import { type Files, putAll, SYNTAX_RULE } from "./analyse.js";
import { lostComments, withComments, withoutComments } from "./comments.js";
import { checkExtent, edited } from "./text-edits.js";
import { verdictsBefore } from "./verdicts.js";

/** A fix at one finding, with what it would do to the workspace as it is. */
export interface Trial {
  /** `NP1203 allow-dns`. */
  readonly fix: string;
  readonly safe: boolean;
  readonly diagnostic: Diagnostic;
  readonly edit: WorkspaceEdit;
}

/** Every fix of these findings. @throws Error for one that is offered and cannot be made. */
export function trialsOf(workspace: Workspace, findings: readonly Diagnostic[]): Trial[] {
  return findings.flatMap((diagnostic) =>
    diagnostic.fixes.map(({ id, title, safety }): Trial => {
      const { file, range, code } = diagnostic;
      const action = workspace.codeActions(file, range).find((it) => it.code === code && it.title === title);
      const edit = action === undefined ? undefined : workspace.resolve(file, action.id);
      if (edit === undefined) throw new Error(`${code} ${id} at ${placeOf(diagnostic)} is offered and has no edit`);
      return { fix: `${code} ${id}`, safe: safety === "safe", diagnostic, edit };
    }),
  );
}

/**
 * Makes each of the fixes, looks at the whole workspace, and takes it back. Each gives the laws it breaks, with its place.
 * @param before What the untouched workspace finds.
 */
export function tryFixes(workspace: Workspace, before: readonly Diagnostic[], trials: readonly Trial[]): string[] {
  return trials.flatMap((trial) => {
    const { old, now } = texts(workspace, trial.edit);
    putAll(workspace, now);
    const after = findingsOf(workspace);
    putAll(workspace, old);
    const laws = [...brokenInText(trial, old, now), ...brokenInFindings(trial, before, after)];
    return laws.map((law) => said(trial, law));
  });
}

/**
 * With a comment behind every line that can carry one, each fix does the same, and only comments of lines that it removes
 * go.
 */
export function tryCommented(workspace: Workspace, trials: readonly Trial[]): string[] {
  const files = new Set(trials.flatMap((it) => [...it.edit.edits.keys()]));
  return [...files].flatMap((file) => {
    const text = workspace.textOf(file) ?? "";
    const commented = withComments(text);
    putAll(workspace, new Map([[file, commented]]));
    const findings = workspace.diagnostics(file);
    const broken = trials
      .filter(({ diagnostic, edit }) => diagnostic.file === file && edit.edits.has(file))
      .flatMap((trial) => {
        const same = trialsOf(workspace, findings.filter(isTwinOf(trial.diagnostic))).find(
          (it) => it.fix === trial.fix,
        );
        if (same === undefined) return [said(trial, "is not offered where lines have comments")];
        const plainResult = edited(text, trial.edit.edits.get(file) ?? []);
        const result = edited(commented, same.edit.edits.get(file) ?? []);
        if (withoutComments(result) !== plainResult) return [said(trial, `does otherwise with comments\n${result}`)];
        const lost = lostComments({ text, commented, plainResult, result });
        return lost.map(({ line, comment }) => said(trial, `loses the comment "${comment}" of line ${line}`));
      });
    putAll(workspace, new Map([[file, text]]));
    return broken;
  });
}

/** A safe fix changes no verdict between the workspace's own ends. */
export function trySafe(workspace: Workspace, trials: readonly Trial[]): string[] {
  const safe = trials.filter((it) => it.safe);
  if (safe.length === 0) return [];
  const files = new Map(workspace.files.map((it) => [it, workspace.textOf(it) ?? ""]));
  const changed = verdictsBefore(files, workspace.settings);
  return safe.flatMap((trial) =>
    changed(new Map([...files, ...texts(workspace, trial.edit).now])).map((it) => said(trial, it)),
  );
}

export function findingsOf(workspace: Workspace): Diagnostic[] {
  return [...workspace.allDiagnostics().values()].flat();
}

function brokenInText({ edit }: Trial, old: Files, now: Files): string[] {
  return [...old].flatMap(([file, text]) => {
    const result = now.get(file) ?? "";
    for (const own of edit.edits.get(file) ?? []) checkExtent(text, own);
    return [
      ...(result === text ? ["changes nothing"] : []),
      ...commentsGone(text, result).map((it) => `loses the comment ${it}`),
      ...(hasBareFeed(result) && !hasBareFeed(text) && text.includes("\r\n") ? ["mixes line breaks"] : []),
      ...(text.endsWith("\n") && !result.endsWith("\n") ? ["loses the file's last line break"] : []),
    ];
  });
}

function brokenInFindings(trial: Trial, before: readonly Diagnostic[], after: readonly Diagnostic[]): string[] {
  const { fix, diagnostic, edit } = trial;
  const { file, code, message } = diagnostic;
  const start = moved(diagnostic.range.start, edit.edits.get(file) ?? []);
  const same = (it: Diagnostic): boolean => identityOf(it) === identityOf(diagnostic);
  // What stood behind it may have moved into its place.
  const isLess = after.filter(same).length < before.filter(same).length;
  const again = (isLess ? [] : after).filter(
    (it) =>
      it.code === code &&
      it.file === file &&
      it.range.start === start &&
      (it.message === message || it.fixes.some(({ id }) => fix === `${code} ${id}`)),
  );
  // What is refused comes into force by its mend, and then there is more to say about it.
  const worse = diagnostic.severity === "error" ? ["error"] : ["error", "warning"];
  return [
    ...(countOf(after, SYNTAX_RULE) > countOf(before, SYNTAX_RULE) ? ["the text does not parse"] : []),
    ...again.map((it) => `leaves its finding: ${wordsOf(it)}`),
    ...fresh(before, after)
      .filter((it) => worse.includes(it.severity))
      .map((it) => `brings the ${it.severity} ${wordsOf(it)}`),
  ];
}

function texts(workspace: Workspace, { edits }: WorkspaceEdit): { readonly old: Files; readonly now: Files } {
  const old = new Map([...edits.keys()].map((file) => [file, workspace.textOf(file) ?? ""]));
  return { old, now: new Map([...old].map(([file, text]) => [file, edited(text, edits.get(file) ?? [])])) };
}

function isTwinOf(one: Diagnostic): (other: Diagnostic) => boolean {
  return ({ code, message, start }) =>
    code === one.code &&
    message === one.message &&
    start.line === one.start.line &&
    start.character === one.start.character;
}

/** Findings that were not there. Places move with an edit and words change, so they are counted by file and rule. */
function fresh(before: readonly Diagnostic[], after: readonly Diagnostic[]): Diagnostic[] {
  const kindOf = ({ file, severity, code }: Diagnostic): string => `${file} ${severity} ${code}`;
  const times = (findings: readonly Diagnostic[], kind: string): number =>
    findings.filter((it) => kindOf(it) === kind).length;
  const left = before.map(identityOf);
  return after.filter((it) => !takeOut(left, identityOf(it)) && times(after, kindOf(it)) > times(before, kindOf(it)));
}

function identityOf({ file, severity, code, message }: Diagnostic): string {
  return `${file} ${severity} ${code} ${message}`;
}

function countOf(findings: readonly Diagnostic[], rule: string): number {
  return findings.filter((it) => it.rule === rule).length;
}

/** Where an offset stands after the edits. */
function moved(offset: number, edits: readonly TextEdit[]): number {
  return edits
    .filter((it) => it.range.end <= offset)
    .reduce((at, it) => at + it.newText.length - (it.range.end - it.range.start), offset);
}

/** Comments that are gone although the line that they speak of, their own or the one below, is still there. */
function commentsGone(text: string, result: string): string[] {
  const before = text.split(/\r?\n/).map(partsOf);
  const after = result.split(/\r?\n/).map(partsOf);
  const times = (lines: readonly Line[], of: Partial<Line>): number =>
    lines.filter((it) => it.content === (of.content ?? it.content) && it.comment === (of.comment ?? it.comment)).length;
  const fewer = (of: Partial<Line>): boolean => times(after, of) < times(before, of);
  const speaksOf = (index: number): string | undefined =>
    before.slice(index).find((it) => it.content !== "" || it.comment === undefined)?.content;
  const comments = new Set(before.flatMap((it) => it.comment ?? []));
  return [...comments].filter((comment) => {
    if (!fewer({ comment })) return false;
    const spokenOf = before.flatMap((it, index) => (it.comment === comment ? (speaksOf(index) ?? []) : []));
    return !spokenOf.some((content) => content !== "" && fewer({ content }));
  });
}

interface Line {
  readonly content: string;
  readonly comment: string | undefined;
}

function partsOf(line: string): Line {
  const comment = /(?:^|\s)(#.*)$/.exec(line)?.[1];
  return { content: (comment === undefined ? line : line.slice(0, -comment.length)).trim(), comment };
}

function hasBareFeed(text: string): boolean {
  return /(?:^|[^\r])\n/.test(text);
}

/** Takes one of these out of the list. @returns false when there is none. */
function takeOut(list: string[], item: string): boolean {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}

function placeOf({ file, start }: Diagnostic): string {
  return `${file}:${start.line + 1}:${start.character + 1}`;
}

function said({ fix, diagnostic }: Trial, law: string): string {
  return `${fix} at ${placeOf(diagnostic)} ${law}`;
}

function wordsOf({ file, start, code, message }: Diagnostic): string {
  return `${code} ${message} (${file}:${start.line + 1})`;
}
