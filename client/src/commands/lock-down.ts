/** Command "Lock Down Namespace…": default deny, DNS and the flows that are ticked, written by the server in a new file. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { LockDownAnswer, LockDownChoice, LockDownParams } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { makeEdit } from "./make-edit";
import { requireClient } from "./require-client";

/** @param given A namespace, and ids of flows where they are known already: from a test. */
export async function lockDown(ctx: Ctx, given?: unknown): Promise<void> {
  const client = requireClient(ctx);
  if (client === undefined) return;
  const known = isParams(given) ? given : {};
  const namespace = known.namespace ?? (await pickNamespace(client));
  if (namespace === undefined) return;
  const flows = known.flows ?? (await pickFlows(client, namespace));
  if (flows === undefined) return;
  const { edit, message } = await ask(client, { namespace, flows });
  if (edit === undefined) void vscode.window.showInformationMessage(`${message ?? "Nothing to lock down here"}.`);
  else if ((await makeEdit(client, edit)) && message !== undefined)
    void vscode.window.showWarningMessage(`${message}.`);
}

async function pickNamespace(client: BaseLanguageClient): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const place =
    editor === undefined
      ? {}
      : client.code2ProtocolConverter.asTextDocumentPositionParams(editor.document, editor.selection.active);
  const { namespaces = [], here } = await ask(client, place);
  const sorted = [...namespaces].sort((a, b) => Number(b === here) - Number(a === here));
  return vscode.window.showQuickPick(sorted, { title: "Namespace to lock down" });
}

async function pickFlows(client: BaseLanguageClient, namespace: string): Promise<readonly string[] | undefined> {
  const { flows, message } = await ask(client, { namespace });
  if (flows === undefined) {
    void vscode.window.showInformationMessage(`${message ?? "Nothing to lock down here"}.`);
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(flows.map(itemOf), {
    title: `Flows to allow in ${namespace}; all others are denied`,
    placeHolder: message ?? "Flows allowed now. Those that something in this workspace needs are selected",
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.map((it) => it.id);
}

function itemOf({ id, from, to, ports, isNeeded }: LockDownChoice): vscode.QuickPickItem & { readonly id: string } {
  return { id, label: `${from} → ${to}`, description: ports, picked: isNeeded };
}

function ask(client: BaseLanguageClient, params: LockDownParams): Promise<LockDownAnswer> {
  return client.sendRequest<LockDownAnswer>(METHODS.lockDown, params);
}

function isParams(given: unknown): given is LockDownParams {
  return typeof given === "object" && given !== null && "namespace" in given;
}
