/** What the light bulb offers: quick fixes of the findings in a range, then scaffolds. Edits are computed when asked for. */

import type { TextRange } from "../base/source.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { effectiveSeverity, fixesOf } from "./diagnostics.js";
import { editOfFix } from "./quick-fixes.js";
import type { Found } from "./run-rules.js";
import { scaffoldEdit, scaffoldsAt } from "./scaffolds.js";
import type { CodeAction, WorkspaceEdit } from "./types.js";

/** An action's id says how to find it again: `fix:NP1203:12:40:allow-dns`, `scaffold:…`. */
const FIX = "fix:";
/** Stands in the place of a fix's name; no fix is called so. */
const IGNORE = "#ignore";

export function actionsAt(
  snapshot: Snapshot,
  file: FileState,
  findings: readonly Found[],
  range: TextRange,
): CodeAction[] {
  const here = findings
    .filter((it) => it.range.start <= range.end && range.start <= it.range.end)
    .filter((it) => effectiveSeverity(it.rule, it.finding, snapshot.settings) !== undefined);
  const ignores = here
    .filter((it) => canIgnore(it))
    .map(
      (found): CodeAction => ({
        id: idOf(found, IGNORE),
        title: `Ignore ${found.rule.name} here`,
        kind: "quickfix",
        preferred: false,
        code: found.rule.code,
      }),
    );
  const fixes = here.flatMap((found) =>
    fixesOf(found).map(
      ({ id, title, safety }): CodeAction => ({
        id: idOf(found, id),
        title,
        kind: "quickfix",
        preferred: safety === "safe",
        code: found.rule.code,
      }),
    ),
  );
  return [...fixes, ...ignores, ...scaffoldsAt(snapshot, file, range)];
}

export function editOf(
  snapshot: Snapshot,
  file: FileState,
  findings: readonly Found[],
  actionId: string,
): WorkspaceEdit | undefined {
  if (!actionId.startsWith(FIX)) return scaffoldEdit(snapshot, file, actionId);
  for (const found of findings) {
    if (idOf(found, IGNORE) === actionId) return ignoreComment(found);
    for (const fixId of Object.keys(found.rule.fixes ?? {})) {
      if (idOf(found, fixId) === actionId) return editOfFix(snapshot, found, fixId);
    }
  }
  return undefined;
}

/** JSON has no comments; broken text and the settings file have no entry that one could stand above. */
function canIgnore({ file, finding }: Found): boolean {
  return finding.span === undefined && !file.input.path.endsWith(".json");
}

/** A comment above the line of the finding: it speaks of the entry or item that begins there. */
function ignoreComment({ rule, range, file }: Found): WorkspaceEdit {
  const { text } = file.input;
  const start = file.lines.startOf(file.lines.positionAt(range.start).line);
  const indent = /^[ ]*/.exec(text.slice(start))?.[0] ?? "";
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const newText = `${indent}# netpol: ignore[${rule.name}]${newline}`;
  return { edits: new Map([[file.input.id, [{ range: { start, end: start }, newText }]]]) };
}

function idOf({ rule, range }: Found, fixId: string): string {
  return `${FIX}${rule.code}:${range.start}:${range.end}:${fixId}`;
}
