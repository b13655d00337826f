/** What the light bulb offers: quick fixes of the findings in a range, then scaffolds. Edits are computed when asked for. */

import type { TextRange } from "../base/source.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { effectiveSeverity } from "./diagnostics.js";
import { unaskedFix } from "./fix-all.js";
import { IGNORE_PLACES, ignoreActions, ignoreEdit } from "./ignore-actions.js";
import { editOfFix, fixesOf } from "./quick-fixes.js";
import type { Found } from "./run-rules.js";
import { scaffoldEdit, scaffoldsAt } from "./scaffolds.js";
import type { CodeAction, WorkspaceEdit } from "./types.js";

/** An action's id says how to find it again: `fix:NP1203:12:40:allow-dns`, `scaffold:…`. */
const FIX = "fix:";
/** Id of the action whose edit is that of `Workspace.fixAll`. */
export const FIX_ALL = "fix-all";

export function actionsAt(
  snapshot: Snapshot,
  file: FileState,
  findings: readonly Found[],
  range: TextRange,
): CodeAction[] {
  const here = findings
    .filter((it) => it.range.start <= range.end && range.start <= it.range.end)
    .filter((it) => effectiveSeverity(it, snapshot.settings) !== undefined);
  const fixes = here.flatMap((found) =>
    fixesOf(snapshot, found).map(({ id, title, safety }) => quickFix(found, id, title, safety === "safe")),
  );
  const ignores = here.flatMap((found) =>
    ignoreActions(snapshot, found).map(({ place, title }) => quickFix(found, place, title, false)),
  );
  return [
    ...fixes,
    ...firstOfEach(ignores),
    ...scaffoldsAt(snapshot, file, range),
    // Of the whole file, wherever in it the question is asked.
    ...(findings.some((it) => unaskedFix(snapshot, it) !== undefined) ? [FIX_ALL_ACTION] : []),
  ];
}

/** The edit of any action but that of `FIX_ALL`. */
export function editOf(
  snapshot: Snapshot,
  file: FileState,
  findings: readonly Found[],
  actionId: string,
): WorkspaceEdit | undefined {
  if (!actionId.startsWith(FIX)) return scaffoldEdit(snapshot, file, actionId);
  for (const found of findings) {
    for (const place of IGNORE_PLACES) {
      if (idOf(found, place) === actionId) return ignoreEdit(snapshot, found, place);
    }
    for (const fixId of Object.keys(found.rule.fixes ?? {})) {
      if (idOf(found, fixId) === actionId) return editOfFix(snapshot, found, fixId);
    }
  }
  return undefined;
}

const FIX_ALL_ACTION: CodeAction = {
  id: FIX_ALL,
  title: "Fix all that changes no traffic",
  kind: "source.fixAll.netpol",
  preferred: false,
};

function quickFix(found: Found, id: string, title: string, preferred: boolean): CodeAction {
  return { id: idOf(found, id), title, kind: "quickfix", preferred, code: found.rule.code };
}

/** Two findings of a rule at one place ask for the same words. */
function firstOfEach(actions: readonly CodeAction[]): CodeAction[] {
  return actions.filter((it, index) => actions.findIndex(({ title }) => title === it.title) === index);
}

function idOf({ rule, range }: Found, fixId: string): string {
  return `${FIX}${rule.code}:${range.start}:${range.end}:${fixId}`;
}
