/** Command "Open Documentation": the pages that come with the extension, which lead to each other, as a Markdown preview. */

import * as vscode from "vscode";
import type { Ctx } from "../ctx";

/** What the README leads to, of the editor. */
const FIRST_PAGE = ["docs", "editors.md"];

export async function openDocumentation({ extension }: Ctx): Promise<void> {
  const page = vscode.Uri.joinPath(extension.extensionUri, ...FIRST_PAGE);
  await vscode.commands.executeCommand("markdown.showPreview", page);
}
