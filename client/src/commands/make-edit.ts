/** Makes an edit that the server has answered with, and shows what it writes: a new file, else the first place. */

import * as vscode from "vscode";
import type { BaseLanguageClient, WorkspaceEdit } from "vscode-languageclient";

/** False where VS Code refused it. @param given An edit of the protocol. */
export async function makeEdit(client: BaseLanguageClient, given: object): Promise<boolean> {
  const edit = given as WorkspaceEdit;
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  if (!(await vscode.workspace.applyEdit(converted))) return false;
  // A kustomization that names the new file is not what anybody wants to see.
  const created = createdBy(edit);
  const all = converted.entries();
  const first = all.find(([it]) => it.toString() === created?.toString()) ?? all[0];
  if (first === undefined) return true;
  const [uri, edits] = first;
  const at = edits[0]?.range.start ?? new vscode.Position(0, 0);
  const shown = vscode.window.visibleTextEditors.find((it) => it.document.uri.toString() === uri.toString());
  const editor = await vscode.window.showTextDocument(uri, {
    preview: false,
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
  });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
  return true;
}

function createdBy(edit: WorkspaceEdit): vscode.Uri | undefined {
  const created = edit.documentChanges?.find((it) => "kind" in it && it.kind === "create");
  return created !== undefined && "uri" in created ? vscode.Uri.parse(created.uri) : undefined;
}
