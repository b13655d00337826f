/** Makes an edit that the server has answered with, and shows the first place that it writes. */

import * as vscode from "vscode";
import type { BaseLanguageClient, WorkspaceEdit } from "vscode-languageclient";

/** False where VS Code refused it. @param edit An edit of the protocol. */
export async function makeEdit(client: BaseLanguageClient, edit: object): Promise<boolean> {
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit as WorkspaceEdit);
  if (!(await vscode.workspace.applyEdit(converted))) return false;
  const [first] = converted.entries();
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
