/** Helpers of the tests inside a real VS Code: files and editors of the workspace, problems, actions, waiting. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { FromPage } from "../../../client/src/flow-graph/messages";
import type { GraphResult } from "../../../server/src/lsp/ext";

export const EXTENSION = "netpol.netpol";

/** How long VS Code gets to show something, in milliseconds. */
const PATIENCE_MS = 20_000;

/** What the extension shows where a test cannot look. */
interface Shown {
  readonly graph: {
    readonly shown: GraphResult | undefined;
    handle(message: FromPage): Promise<void>;
  };
  readonly tree: {
    getChildren(node?: unknown): Promise<unknown[]>;
    getTreeItem(node: unknown): vscode.TreeItem;
  };
}

export function shownBy(): Shown {
  const extension = vscode.extensions.getExtension<{ readonly shown: Shown }>(EXTENSION);
  assert.ok(extension);
  return extension.exports.shown;
}

/** Resolves when everything is read and checked. */
export async function activateExtension(): Promise<void> {
  const extension = vscode.extensions.getExtension<{ whenReady(): Promise<void> }>(EXTENSION);
  assert.ok(extension, `${EXTENSION} is not there`);
  const api = await extension.activate();
  await api.whenReady();
}

export const POLICY_WITH_A_TYPO = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: typo
  namespace: shop
spec:
  podSelectr: {}
`;

export function fileIn(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function show(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileIn(name)));
}

export async function closeTab(label: string): Promise<void> {
  // VS Code tells of a new tab a moment after it is there.
  const tab = await waitFor(`the tab ${label}`, () =>
    vscode.window.tabGroups.all.flatMap((it) => it.tabs).find((it) => it.label === label),
  );
  await vscode.window.tabGroups.close(tab);
}

export async function revert(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.files.revert");
}

export function codeOf(problem: vscode.Diagnostic): string {
  return String(typeof problem.code === "object" ? problem.code.value : problem.code);
}

export function rangeOf(editor: vscode.TextEditor, piece: string): vscode.Range {
  const at = editor.document.getText().indexOf(piece);
  assert.notEqual(at, -1, `the document does not hold ${piece}`);
  return new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + piece.length));
}

export function endsInBreak(editor: vscode.TextEditor): boolean {
  return editor.document.getText().endsWith("\n");
}

export async function edit(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
  const range = rangeOf(editor, before);
  assert.ok(await editor.edit((it) => it.replace(range, after)));
}

export function problemsOf(
  uri: vscode.Uri,
  holds: (problems: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return waitFor(`problems of ${uri.path}`, () => {
    const problems = vscode.languages.getDiagnostics(uri).filter((it) => it.source === "netpol");
    return holds(problems) ? problems : undefined;
  });
}

/** All problems above hints, after the server has checked everything anew. */
export async function settledProblems(): Promise<{ uri: string; problem: vscode.Diagnostic }[]> {
  await vscode.commands.executeCommand("netpol.checkWorkspace");
  // The answer of the command overtakes what VS Code is still converting.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, problems]) => problems.map((problem) => ({ uri: uri.toString(), problem })))
    .filter(({ problem }) => problem.source === "netpol" && problem.severity !== vscode.DiagnosticSeverity.Hint);
}

export function hoverAt(editor: vscode.TextEditor, piece: string): Promise<string> {
  return waitFor("a hover", async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      editor.document.uri,
      rangeOf(editor, piece).start.translate(0, 1),
    );
    const text = hovers
      .flatMap((it) => it.contents)
      .map((it) => (typeof it === "string" ? it : it.value))
      .join("\n");
    return text === "" ? undefined : text;
  });
}

/** Asks more than once: while its window starts, VS Code may cancel such a request and answer with nothing. */
export async function applyAction(
  editor: vscode.TextEditor,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
  fits: (action: vscode.CodeAction) => boolean,
): Promise<void> {
  const action = await waitFor("the code action", async () => {
    const resolved = 20;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      range,
      kind.value,
      resolved,
    );
    return actions.find(fits);
  });
  assert.ok(action.edit, `${action.title} has no edit`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

export async function waitFor<T>(
  what: string,
  probe: () => T | undefined | false | Thenable<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
