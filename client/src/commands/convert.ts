/** Command "Convert to Cilium Policy": the conversion of the policy at the cursor, or why there is none. */

import * as vscode from "vscode";
import type { Ctx } from "../ctx";
import { requireClient } from "./require-client";
import { applyAction, refactorsAt } from "./scaffold";

export async function convertPolicy(ctx: Ctx): Promise<void> {
  const client = requireClient(ctx);
  const editor = vscode.window.activeTextEditor;
  if (client === undefined) return;
  const offered = editor === undefined ? [] : await refactorsAt(client, editor);
  const conversion = offered.find((it) => it.title.startsWith("Convert to "));
  if (conversion === undefined) {
    void vscode.window.showInformationMessage("Nothing to convert here. Put the cursor on a NetworkPolicy.");
  } else if (conversion.disabled !== undefined) {
    void vscode.window.showInformationMessage(`Not converted. ${conversion.disabled.reason}.`);
  } else await applyAction(client, conversion);
}
