/** Command "Write Policy Tests…": a file of tests that hold what is allowed today in a namespace. */

import * as vscode from "vscode";
import type { TestsOfTodayParams, TestsOfTodayResult } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { requireClient } from "./require-client";

type Namespace = NonNullable<TestsOfTodayResult["namespaces"]>[number];

export async function writeTests(ctx: Ctx): Promise<void> {
  const client = requireClient(ctx);
  if (client === undefined) return;
  const ask = (params: TestsOfTodayParams): Promise<TestsOfTodayResult> =>
    client.sendRequest(METHODS.testsOfToday, params);
  const { namespaces = [] } = await ask({});
  if (namespaces.length === 0) {
    void vscode.window.showInformationMessage("There are no workloads in this workspace to write tests for.");
    return;
  }
  const picked = await vscode.window.showQuickPick(namespaces.map(itemOf), {
    title: "Namespace to write tests for: what is allowed today, and that nothing else is",
  });
  if (picked === undefined) return;
  const { folder, scope, name } = picked.namespace;
  const { text, uri } = await ask({ namespace: { folder, scope, name } });
  if (text === undefined || uri === undefined) return;
  const file = vscode.Uri.parse(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(file, { overwrite: false, contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit)))
    void vscode.window.showWarningMessage(`${vscode.workspace.asRelativePath(file)} is there already.`);
  await vscode.window.showTextDocument(file);
}

function itemOf(namespace: Namespace): vscode.QuickPickItem & { readonly namespace: Namespace } {
  return {
    namespace,
    label: namespace.name,
    ...(namespace.detail === undefined ? {} : { description: namespace.detail }),
  };
}
