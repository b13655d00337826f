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

export function actionsAt(
  snapshot: Snapshot,
  file: FileState,
  findings: readonly Found[],
  range: TextRange,
): CodeAction[] {
  const fixes = findings
    .filter((it) => it.range.start <= range.end && range.start <= it.range.end)
    .filter((it) => effectiveSeverity(it.rule, it.finding, snapshot.settings) !== undefined)
    .flatMap((found) =>
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
  return [...fixes, ...scaffoldsAt(snapshot, file, range)];
}

export function editOf(
  snapshot: Snapshot,
  file: FileState,
  findings: readonly Found[],
  actionId: string,
): WorkspaceEdit | undefined {
  if (!actionId.startsWith(FIX)) return scaffoldEdit(snapshot, file, actionId);
  for (const found of findings) {
    for (const fixId of Object.keys(found.rule.fixes ?? {})) {
      if (idOf(found, fixId) === actionId) return editOfFix(snapshot, found, fixId);
    }
  }
  return undefined;
}

function idOf({ rule, range }: Found, fixId: string): string {
  return `${FIX}${rule.code}:${range.start}:${range.end}:${fixId}`;
}
