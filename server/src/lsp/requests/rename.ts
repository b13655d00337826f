/** `textDocument/prepareRename` and `textDocument/rename`. What may mean something else too is to be confirmed. */

import {
  LSPErrorCodes,
  type PrepareRenameParams,
  type PrepareRenameResult,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { FileId, RenameEdit } from "../../ide/index.js";
import type { Session } from "../session.js";
import { toRange } from "../to-lsp.js";
import { askedPlace } from "./asked-place.js";

const DOUBTFUL = "doubtful";
const ANNOTATIONS = {
  [DOUBTFUL]: { label: "May mean something else with this name", needsConfirmation: true },
} as const;

/** Null where nothing can be renamed, which the editor says in its own words. */
export function prepareRename(session: Session, params: PrepareRenameParams): PrepareRenameResult | null {
  const at = askedPlace(session, params);
  const target = at?.project.workspace.renameTarget(at.file, at.offset);
  return target === undefined ? null : { range: toRange(target), placeholder: target.placeholder };
}

/** @throws ResponseError that says why a name cannot be changed so, or that it is not certain where the client cannot ask. */
export function rename(session: Session, params: RenameParams): WorkspaceEdit | null {
  const at = askedPlace(session, params);
  const renamed = at?.project.workspace.rename(at.file, at.offset, params.newName);
  if (renamed === undefined) return null;
  if ("refused" in renamed) throw new ResponseError(LSPErrorCodes.RequestFailed, renamed.refused);
  const { client, uriOf } = session.publisher.target;
  const doubtful = renamed.edits.find((it) => it.isDoubtful);
  if (doubtful !== undefined && !client.annotatesEdits) {
    const where = `${at?.project.workspace.pathOf(doubtful.file) ?? doubtful.file}:${doubtful.start.line + 1}`;
    const says = `The name at ${where} may mean something else too, and this editor cannot ask before it is changed`;
    throw new ResponseError(LSPErrorCodes.RequestFailed, says);
  }
  const byFile = new Map<FileId, RenameEdit[]>();
  for (const it of renamed.edits) byFile.set(it.file, [...(byFile.get(it.file) ?? []), it]);
  const annotates = doubtful !== undefined;
  const toEdit = (it: RenameEdit): { range: ReturnType<typeof toRange>; newText: string; annotationId?: string } => ({
    range: toRange(it),
    newText: it.newText,
    ...(annotates && it.isDoubtful === true && { annotationId: DOUBTFUL }),
  });
  if (!client.documentChanges) {
    return { changes: Object.fromEntries([...byFile].map(([file, edits]) => [uriOf(file), edits.map(toEdit)])) };
  }
  return {
    documentChanges: [...byFile].map(([file, edits]) => ({
      textDocument: { uri: uriOf(file), version: session.documents.get(file)?.version ?? null },
      edits: edits.map(toEdit),
    })),
    ...(annotates && { changeAnnotations: ANNOTATIONS }),
  };
}
