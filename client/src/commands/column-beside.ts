/** Where what is read beside the files opens: never in a third column where there are two. */

import * as vscode from "vscode";

/** The column that already shows something of ours; else the one beside the active editor. */
export function columnBeside(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const ours = all.find((it) => it.tabs.some(isOurs));
  if (ours !== undefined && (ours !== activeTabGroup || isOurs(ours.activeTab))) return ours.viewColumn;
  return all.find((it) => it !== activeTabGroup)?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** The flow graph, an answer, a rule's page, or what an edit changes. */
function isOurs(tab: vscode.Tab | undefined): boolean {
  const { input } = tab ?? {};
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom)
    return input.uri.scheme.startsWith("netpol-");
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith("netpol.graph");
}
