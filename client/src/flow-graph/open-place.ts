/** Shows a place that the server names. */

import * as vscode from "vscode";
import type { GraphPlace } from "../../../server/src/lsp/ext";

/** In the first column, or where its file is shown already. */
export async function openPlace(place: GraphPlace | undefined): Promise<void> {
  if (place === undefined) return;
  const { start, end } = place.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const uri = vscode.Uri.parse(place.uri);
  const visible = vscode.window.visibleTextEditors.find((it) => it.document.uri.toString() === uri.toString());
  const at = new vscode.Range(range.start, range.start);
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
    selection: at,
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
