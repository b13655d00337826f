/**
 * Whether an edit brings an error into a document that shows in it alone. What is written may have more wrong with it than a
 * finding says, so that its mend would only exchange one error for another: such a fix is not offered.
 */

import type { ShapeProblem } from "../../model/shape-problem.js";
import { applyEdits } from "../../syntax/text-edit.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { WorkspaceEdit } from "../types.js";

export function bringsErrors(snapshot: Snapshot, { edits }: WorkspaceEdit): boolean {
  return [...edits].some(([id, own]) => {
    const before = snapshot.files.get(id);
    if (before === undefined) return false;
    const inOrder = own.toSorted((a, b) => a.range.start - b.range.start);
    const after = snapshot.reread(before, applyEdits(before.input.text, inOrder));
    const known = errorsIn(before, after);
    return [...errorsIn(after, before)].some(([what, count]) => count > (known.get(what) ?? 0));
  });
}

/** How many errors of each kind there are in those documents that the other state of the file does not have. */
function errorsIn(file: FileState, other: FileState): ReadonlyMap<string, number> {
  const same = new Set(other.documents.map((it) => it.decoded));
  const counts = new Map<string, number>();
  for (const { decoded } of file.documents) {
    if (same.has(decoded)) continue;
    for (const problem of [...decoded.problems, ...decoded.objects.flatMap((it) => it.problems)]) {
      const what = errorOf(problem);
      if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  return counts;
}

/** What is wrong, wherever it stands: what a fix moves is wrong in another place afterwards. Undefined for what is no error. */
function errorOf(problem: ShapeProblem): string | undefined {
  switch (problem.type) {
    case "unknown-field":
      return `unknown ${problem.field}`;
    case "duplicate-key":
      return `duplicate ${problem.key}`;
    case "bad-value":
      return problem.refusedBy === undefined ? undefined : `bad ${problem.fault.about}`;
    default:
      return problem.refusedBy === undefined ? undefined : `${problem.type} ${"field" in problem ? problem.field : ""}`;
  }
}
