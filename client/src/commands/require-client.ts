/** For commands that need the server: its client, or a word to the user that netpol is switched off. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { Ctx } from "../ctx";

export function requireClient(ctx: Ctx): BaseLanguageClient | undefined {
  if (ctx.client === undefined) {
    void vscode.window.showInformationMessage("netpol is off in this folder, or its server did not start.");
  }
  return ctx.client;
}
