/** Typed reading of the few settings that the client itself needs; the server asks for all others. */

import * as vscode from "vscode";

/** True unless netpol is switched off in every folder. */
export function isEnabled(): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const scopes = folders.length === 0 ? [undefined] : folders.map((it) => it.uri);
  return scopes.some((scope) => vscode.workspace.getConfiguration("netpol", scope).get<boolean>("enable", true));
}
