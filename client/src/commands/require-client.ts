/** For commands that need the server: its client, or a word to the user that netpol is switched off. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Ctx } from "../ctx";

export function requireClient(ctx: Ctx): LanguageClient | undefined {
  if (ctx.client === undefined) {
    void vscode.window.showInformationMessage("netpol is off in this folder, or its server did not start.");
  }
  return ctx.client;
}
