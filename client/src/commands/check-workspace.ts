/** Command "Check Workspace": reads everything again, shows the Problems panel, and says in one sentence what there is. */

import * as vscode from "vscode";
import type { CheckWorkspaceResult } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { summaryOf } from "../status";
import { requireClient } from "./require-client";

export async function checkWorkspace(ctx: Ctx): Promise<CheckWorkspaceResult | undefined> {
  const client = requireClient(ctx);
  if (client === undefined) return undefined;
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: "netpol: checking" },
    () => client.sendRequest<CheckWorkspaceResult>(METHODS.checkWorkspace),
  );
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  vscode.window.setStatusBarMessage(`netpol: ${summaryOf(result)}`, 10_000);
  return result;
}
