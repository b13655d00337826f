/** Saves an exported picture where the user says, and shows it as one: as text, SVG is of no use to anybody. */

import * as vscode from "vscode";

/** VS Code's own editor for pictures. */
const PREVIEW = "imagePreview.previewEditor";

/** @param name Of the file that is suggested. */
export async function savePicture(svg: string, name: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title: "Export the Flow Graph",
    filters: { "SVG picture": ["svg"] },
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(svg));
  await vscode.commands.executeCommand("vscode.openWith", uri, PREVIEW, vscode.ViewColumn.One);
}
