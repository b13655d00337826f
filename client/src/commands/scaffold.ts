/** Commands "Generate Default Deny" and "Allow DNS": the server's scaffolds for the cursor's place, from the palette. */

import * as vscode from "vscode";
import {
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  type BaseLanguageClient,
} from "vscode-languageclient";
import type { Ctx } from "../ctx";
import { requireClient } from "./require-client";

export function generateDefaultDeny(ctx: Ctx): Promise<void> {
  return scaffold(ctx, "default deny", /^Deny /);
}

export function allowDns(ctx: Ctx): Promise<void> {
  return scaffold(ctx, "allow DNS", /^(Allow|Restrict) .*DNS/);
}

/** Applies the scaffold whose title fits; the user picks where several do. */
async function scaffold(ctx: Ctx, what: string, fits: RegExp): Promise<void> {
  const client = requireClient(ctx);
  const editor = vscode.window.activeTextEditor;
  if (client === undefined) return;
  const offered = editor === undefined ? [] : (await refactorsAt(client, editor)).filter((it) => fits.test(it.title));
  if (offered.length === 0) {
    void vscode.window.showInformationMessage(
      `Nothing to ${what} here. Put the cursor on a policy, a workload or a namespace that needs one.`,
    );
    return;
  }
  const picked =
    offered.length === 1
      ? offered[0]
      : await pick(
          offered.map((it) => it.title),
          offered,
        );
  if (picked !== undefined) await applyAction(client, picked);
}

async function pick(titles: readonly string[], actions: readonly CodeAction[]): Promise<CodeAction | undefined> {
  const title = await vscode.window.showQuickPick([...titles], { placeHolder: "Choose the policy to create" });
  return actions.find((it) => it.title === title);
}

/** Of the object whose head is there; else of the one that the cursor is in, whose head is the last above it. */
export async function refactorsAt(
  client: BaseLanguageClient,
  { document, selection }: vscode.TextEditor,
): Promise<CodeAction[]> {
  const here = await refactorsIn(client, document, selection);
  const above = new vscode.Range(new vscode.Position(0, 0), selection.active);
  return here.length > 0 ? here : refactorsIn(client, document, above);
}

async function refactorsIn(
  client: BaseLanguageClient,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<CodeAction[]> {
  const answer = await client.sendRequest(CodeActionRequest.type, {
    textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
    range: client.code2ProtocolConverter.asRange(range),
    context: { diagnostics: [], only: ["refactor"] },
  });
  return (answer ?? []).filter((it): it is CodeAction => typeof it === "object" && "kind" in it);
}

export async function applyAction(client: BaseLanguageClient, action: CodeAction): Promise<void> {
  const { edit } = action.edit === undefined ? await client.sendRequest(CodeActionResolveRequest.type, action) : action;
  if (edit === undefined) return;
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  const isDone = await vscode.workspace.applyEdit(converted);
  // Shows what was written.
  if (isDone && action.command !== undefined) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}
