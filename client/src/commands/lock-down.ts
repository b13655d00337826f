/** Command "Lock Down Namespace…": default deny, DNS and the flows that are ticked, written by the server in a new file. */

import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { LockDownAnswer, LockDownChoice, LockDownParams } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { makeEdit } from "./make-edit";
import { requireClient } from "./require-client";

/** A longer label is cut by VS Code: the second end is then in the line below, with the ports. */
const MOST_IN_LABEL = 76;
const SELECT_AGAIN = "Select Again";

/** A namespace, with its cluster where there are several. */
type Target = Required<Pick<LockDownParams, "namespace">> & Pick<LockDownParams, "scope">;

/** @param given A namespace, and ids of flows where they are known already: from a test. */
export async function lockDown(ctx: Ctx, given?: unknown): Promise<void> {
  const client = requireClient(ctx);
  if (client === undefined) return;
  const known = isParams(given) ? given : undefined;
  const target = known ?? (await pickNamespace(client));
  if (target === undefined) return;
  let flows = known?.flows;
  for (;;) {
    const asked = known?.flows ?? (await pickFlows(client, target, flows));
    if (asked === undefined) return;
    flows = asked;
    const { edit, message } = await ask(client, { ...target, flows });
    if (edit !== undefined) {
      const isMade = await makeEdit(client, edit);
      if (isMade && message !== undefined) void vscode.window.showWarningMessage(`${message}.`);
      return;
    }
    const again = known?.flows === undefined ? [SELECT_AGAIN] : [];
    const shown = vscode.window.showInformationMessage(`${message ?? "Nothing to lock down here"}.`, ...again);
    if (again.length === 0 || (await shown) === undefined) return;
  }
}

async function pickNamespace(client: BaseLanguageClient): Promise<Target | undefined> {
  const editor = vscode.window.activeTextEditor;
  const place =
    editor === undefined
      ? {}
      : client.code2ProtocolConverter.asTextDocumentPositionParams(editor.document, editor.selection.active);
  const { namespaces = [], here } = await ask(client, place);
  const items = namespaces
    .map(({ name, scope }) => ({
      label: name,
      description: scope ?? "",
      target: { namespace: name, ...(scope && { scope }) },
    }))
    .sort((a, b) => Number(b.label === here) - Number(a.label === here));
  const picked = await vscode.window.showQuickPick(items, {
    title: "Namespace to lock down",
    matchOnDescription: true,
  });
  return picked?.target;
}

/** @param last Ids of flows that are ticked; left out, those that are needed. */
async function pickFlows(
  client: BaseLanguageClient,
  target: Target,
  last: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  const { flows, message } = await ask(client, target);
  if (flows === undefined) {
    void vscode.window.showInformationMessage(`${message ?? "Nothing to lock down here"}.`);
    return undefined;
  }
  const { namespace, scope } = target;
  const where = scope === undefined ? namespace : `${namespace} (${scope})`;
  const picked = await vscode.window.showQuickPick(
    flows.map((it) => itemOf(it, namespace, last?.includes(it.id) ?? it.isNeeded)),
    {
      title: `Flows to allow in ${where}; all others are denied`,
      placeHolder: message ?? "Allowed now; needed ones are selected",
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked?.map((it) => it.id);
}

function itemOf(
  { id, from, to, ports }: LockDownChoice,
  namespace: string,
  picked: boolean,
): vscode.QuickPickItem & { readonly id: string } {
  const [source, target] = [from, to].map((it) => it.replace(`${namespace}/`, ""));
  const label = `${source} → ${target}`;
  return label.length <= MOST_IN_LABEL
    ? { id, label, detail: ports, picked }
    : { id, label: `${source} →`, detail: `${target} · ${ports}`, picked };
}

function ask(client: BaseLanguageClient, params: LockDownParams): Promise<LockDownAnswer> {
  return client.sendRequest<LockDownAnswer>(METHODS.lockDown, params);
}

function isParams(given: unknown): given is Target & Pick<LockDownParams, "flows"> {
  return typeof given === "object" && given !== null && "namespace" in given;
}
