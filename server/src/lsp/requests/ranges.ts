/** `textDocument/foldingRange` and `textDocument/selectionRange`. */

import type { FoldingRange, FoldingRangeParams, SelectionRange, SelectionRangeParams } from "vscode-languageserver";
import type { Session } from "../session.js";
import { normalUri } from "../uris.js";

/** Null for a file without policies: the editor folds it by itself. */
export function foldingRanges(session: Session, { textDocument }: FoldingRangeParams): FoldingRange[] | null {
  const file = normalUri(textDocument.uri);
  return (
    session.projects
      .of(file)
      ?.workspace.folds(file)
      ?.map((it) => ({ ...it })) ?? null
  );
}

/** One for each position. Null where none is in a text that is read: the editor selects by itself. */
export function selectionRanges(
  session: Session,
  { textDocument, positions }: SelectionRangeParams,
): SelectionRange[] | null {
  const file = normalUri(textDocument.uri);
  const workspace = session.projects.of(file)?.workspace;
  const lines = workspace?.lineIndexOf(file);
  if (workspace === undefined || lines === undefined) return null;
  const found = positions.map((it) => workspace.selectionRanges(file, lines.offsetAt(it)));
  if (found.every((it) => it.length === 0)) return null;
  return found.map((ranges, index) => {
    let selection: SelectionRange | undefined;
    for (const { start, end } of ranges.toReversed()) {
      const range = { start: { ...lines.positionAt(start) }, end: { ...lines.positionAt(end) } };
      selection = selection === undefined ? { range } : { range, parent: selection };
    }
    const here = positions[index] ?? { line: 0, character: 0 };
    return selection ?? { range: { start: here, end: here } };
  });
}
