/** The change of a file as a unified diff, as `diff -u` and `git diff` print it. */

import { type LineChange, lineChanges, linesOf } from "../../base/line-diff.js";

export interface FileChange {
  /** Path from the working directory, with forward slashes. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** The file does not exist yet. */
  readonly isNew?: true;
}

/** Unchanged lines shown around a change. */
const CONTEXT = 3;

/** Empty where nothing changes. */
export function unifiedDiff({ file, before, after, isNew }: FileChange): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const hunks = grouped(lineChanges(old, now));
  if (hunks.length === 0) return "";
  // A tab ends a name with blanks in it.
  const end = /\s/.test(file) ? "\t\n" : "\n";
  const from = isNew ? "/dev/null\n" : `a/${file}${end}`;
  return [`--- ${from}`, `+++ b/${file}${end}`, ...hunks.map((it) => hunk(it, old, now))].join("");
}

/** Changes whose context meets stand in one hunk. */
function grouped(changes: readonly LineChange[]): LineChange[][] {
  const hunks: LineChange[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && change.before.start - last.before.end <= 2 * CONTEXT) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunk(changes: readonly LineChange[], old: readonly string[], now: readonly string[]): string {
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return "";
  const lead = Math.min(CONTEXT, first.before.start);
  const trail = Math.min(CONTEXT, old.length - last.before.end);
  const lines: string[] = [];
  let done = first.before.start - lead;
  for (const { before, after } of changes) {
    lines.push(...marked(" ", old.slice(done, before.start)));
    lines.push(...marked("-", old.slice(before.start, before.end)));
    lines.push(...marked("+", now.slice(after.start, after.end)));
    done = before.end;
  }
  lines.push(...marked(" ", old.slice(done, done + trail)));
  const was = spanOf(first.before.start - lead, last.before.end + trail);
  const is = spanOf(first.after.start - lead, last.after.end + trail);
  return `@@ -${was} +${is} @@\n${lines.join("")}`;
}

/** First line and number of lines; an empty span is named by the line before it. */
function spanOf(start: number, end: number): string {
  const count = end - start;
  return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`;
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.map((it) => `${mark}${it}${it.endsWith("\n") ? "" : "\n\\ No newline at end of file\n"}`);
}
