/** Where what is read beside the files opens: never in a third column where there are two, and without the focus if need be. */

import * as vscode from "vscode";

/** The column that already shows something of ours; else the one beside the active editor. */
export function columnBeside(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const ours = all.find((it) => it.tabs.some(isOurs));
  if (ours !== undefined && (ours !== activeTabGroup || isOurs(ours.activeTab))) return ours.viewColumn;
  return all.find((it) => it !== activeTabGroup)?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** Gives the focus back to the text editor that has it now: one that opens in a column that is there takes it, whatever it is told. */
export function focusHolder(): () => Promise<void> {
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
  const editor = vscode.window.activeTextEditor;
  const isText = input instanceof vscode.TabInputText && input.uri.toString() === editor?.document.uri.toString();
  return async () => {
    if (!isText || editor === undefined || editor.viewColumn === undefined) return;
    await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn });
  };
}

/** The flow graph, an answer, a rule's page, or what an edit changes. */
function isOurs(tab: vscode.Tab | undefined): boolean {
  const { input } = tab ?? {};
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom)
    return input.uri.scheme.startsWith("netpol-");
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith("netpol.graph");
}
