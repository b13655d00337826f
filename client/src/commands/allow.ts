/** Commands "Allow This" and "Allow Traffic to…": the server writes what a connection lacks on both sides, and the edit is made. */

import * as vscode from "vscode";
import type { AllowAnswer, CanParams } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { isQuestion, pickQuestion } from "./can";
import { makeEdit } from "./make-edit";
import { requireClient } from "./require-client";

/** @param given The ends and the port that an answer is about. */
export async function allowThis(ctx: Ctx, given: unknown): Promise<void> {
  if (isQuestion(given)) await allow(ctx, given);
  else await allowTraffic(ctx);
}

/** From the workload at the cursor to a peer that is picked. */
export async function allowTraffic(ctx: Ctx): Promise<void> {
  if (requireClient(ctx) === undefined) return;
  const question = await pickQuestion(
    ctx,
    "Port and protocol, such as 443 or 53/UDP. Leave empty for the container ports.",
  );
  if (question !== undefined) await allow(ctx, question);
}

async function allow(ctx: Ctx, question: CanParams): Promise<void> {
  const client = requireClient(ctx);
  if (client === undefined) return;
  const { title, edit, message } = await client.sendRequest<AllowAnswer>(METHODS.allow, question);
  if (edit === undefined || title === undefined) {
    void vscode.window.showInformationMessage(message ?? "Nothing to allow here.");
    return;
  }
  if (!(await makeEdit(client, edit))) return;
  void vscode.window.setStatusBarMessage(`netpol: ${title}`, SHOWN_MS);
  if (message !== undefined) void vscode.window.showWarningMessage(`${message}.`);
}

/** How long what was done is shown, in milliseconds. */
const SHOWN_MS = 5000;
