/** What is written for the user: completion, quick fixes, scaffolds, lock-down, conversion. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { applyAction, codeOf, problemsOf, rangeOf, revert, settledProblems, show, waitFor } from "./kit";

suite("writing policies", () => {
  test("completes a label from the workloads of other files", async () => {
    const editor = await show("policies/web.yaml");
    const at = rangeOf(editor, "app: web").end;
    const found = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      editor.document.uri,
      at,
    );
    // How many workloads have it stands beside each.
    const own = found.items.flatMap(({ label }) =>
      typeof label === "object" && label.description?.includes("workload") === true ? [label.label] : [],
    );
    assert.deepEqual(own, ["db", "web"]);
  });

  test("offers a quick fix that mends the problem", async () => {
    const editor = await show("policies/misspelt.yaml");
    const { uri } = editor.document;
    const [problem] = await problemsOf(uri, (it) => it.length === 1);
    assert.ok(problem);
    await applyAction(editor, problem.range, vscode.CodeActionKind.QuickFix, (it) => it.title.includes("`ingress`"));
    assert.match(editor.document.getText(), /^ {2}ingress:$/m);
    await problemsOf(uri, (it) => it.every((problem) => codeOf(problem) !== "NP1002"));
    await revert();
  });

  test("writes a scaffold that brings no new problem", async () => {
    const editor = await show("policies/web.yaml");
    const before = new Set((await settledProblems()).map(({ uri, problem }) => `${uri} ${codeOf(problem)}`));
    const documents = vscode.workspace.textDocuments.length;
    const length = editor.document.getText().length;
    await applyAction(editor, rangeOf(editor, "NetworkPolicy"), vscode.CodeActionKind.Refactor, (it) =>
      /^Deny .*by default/.test(it.title),
    );
    assert.ok(editor.document.getText().length > length || vscode.workspace.textDocuments.length > documents);
    const after = await settledProblems();
    assert.deepEqual(
      after.map(({ uri, problem }) => `${uri} ${codeOf(problem)}`).filter((it) => !before.has(it)),
      [],
    );
    await revert();
  });

  test("writes a scaffold from the command palette", async () => {
    const editor = await show("policies/web.yaml");
    const { start } = rangeOf(editor, "NetworkPolicy");
    editor.selection = new vscode.Selection(start, start);
    const before = editor.document.getText();
    const done = vscode.commands.executeCommand("netpol.generateDefaultDeny");
    await waitFor("the chosen scaffold", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return editor.document.getText() !== before;
    });
    await done;
    assert.match(editor.document.getText().slice(before.length), /^ {2}podSelector: \{\}$/m);
    await revert();
  });

  test("locks a namespace down but for the flows that are ticked", async () => {
    await show("policies/web.yaml");
    const flow = "shop/Deployment/web world";
    await vscode.commands.executeCommand("netpol.lockDown", { namespace: "shop", flows: [flow] });
    const document = vscode.window.activeTextEditor?.document;
    assert.match(document?.uri.path ?? "", /policies\/shop-lock-down\.yaml$/);
    assert.match(document?.getText() ?? "", /name: default-deny\n[\s\S]*name: allow-dns\n[\s\S]*name: web/);
    await revert();
    if (document !== undefined) await vscode.workspace.fs.delete(document.uri);
  });

  test("offers no conversion where the cluster does not use Cilium, and one where it does", async () => {
    const editor = await show("policies/web.yaml");
    const titles = async (): Promise<string[]> => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        editor.document.uri,
        rangeOf(editor, "NetworkPolicy"),
        vscode.CodeActionKind.Refactor.value,
      );
      return found.map((it) => it.title).filter((it) => it.startsWith("Convert"));
    };
    assert.deepEqual(await titles(), []);
    const end = editor.document.positionAt(editor.document.getText().length);
    const cilium =
      "---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: db, namespace: shop}\n" +
      "spec:\n  endpointSelector: {matchLabels: {app: db}}\n  ingress: [{}]\n";
    await editor.edit((builder) => builder.insert(end, cilium));
    assert.deepEqual(await titles(), ["Convert to CiliumNetworkPolicy: same verdicts"]);
    const converted = /^apiVersion: cilium.io\/v2\nkind: CiliumNetworkPolicy\nmetadata:\n {2}name: web$/m;
    await applyAction(editor, rangeOf(editor, "NetworkPolicy"), vscode.CodeActionKind.Refactor, (it) =>
      it.title.startsWith("Convert"),
    );
    assert.match(editor.document.getText(), converted);
    await revert();

    await editor.edit((builder) => builder.insert(end, cilium));
    const at = rangeOf(editor, "podSelector").start;
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand("netpol.convert");
    assert.match(editor.document.getText(), converted);
    await revert();
  });
});
