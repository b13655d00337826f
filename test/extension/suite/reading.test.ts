/** What is said beside the text: hovers, hints, lines above policies, colors, folding. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeTab, edit, endsInBreak, hoverAt, rangeOf, revert, show, shownBy, waitFor } from "./kit";

suite("reading policies", () => {
  test("says in a hover what a policy selects", async () => {
    const editor = await show("policies/web.yaml");
    const text = await hoverAt(editor, "NetworkPolicy");
    assert.match(text, /\bweb\b/);
    assert.match(text, /8080/);
  });

  test("shows how many workloads a selector matches, and an outline of one symbol for each object", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>("vscode.executeInlayHintProvider", uri, all);
    assert.ok(hints.some((it) => it.label === "1 workload"));
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      uri,
    );
    assert.ok(symbols.some((it) => it.name === "NetworkPolicy shop/web"));
  });

  test("says where peers are alternatives, once there are two", async () => {
    const editor = await show("policies/web.yaml");
    await edit(editor, "- podSelector: {}", "- podSelector: {}\n        - ipBlock: {cidr: 10.0.0.0/8}");
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const hint = await waitFor("the hint", async () => {
      const { uri } = editor.document;
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        uri,
        all,
      );
      return hints.find((it) => it.label === "or");
    });
    assert.ok(hint.position.isEqual(rangeOf(editor, "ipBlock").start));
    await revert();
  });

  test("shows a line above policies where the setting asks for it", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const settings = vscode.workspace.getConfiguration("netpol", uri);
    const lenses = (): Thenable<vscode.CodeLens[]> =>
      vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 5);
    assert.deepEqual(await lenses(), []);
    await settings.update("codeLens", true);
    const [lens] = await waitFor("the lens", async () => {
      const found = await lenses();
      return found.length > 0 ? found : undefined;
    });
    assert.match(lens?.command?.title ?? "", /^selects 1 · allows in \d.* · show flows$/);
    const { graph } = shownBy();
    const { command = "", arguments: given = [] } = lens?.command ?? {};
    await vscode.commands.executeCommand(command, ...given);
    assert.equal(graph.shown?.unfolded?.namespace, "shop");
    assert.deepEqual(graph.shown?.here?.workloads, ["shop/Deployment/web"]);
    await closeTab("Flow Graph");
    await settings.update("codeLens", undefined);
  });

  test("folds, selects and colors by the parts of a policy", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      uri,
    );
    assert.ok(
      folds.some((it) => it.start === 0 && it.end === editor.document.lineCount - (endsInBreak(editor) ? 2 : 1)),
    );
    const at = rangeOf(editor, "app: web").end.translate(0, -1);
    const [selection] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      "vscode.executeSelectionRangeProvider",
      uri,
      [at],
    );
    const words: string[] = [];
    for (let it = selection; it !== undefined; it = it.parent) words.push(editor.document.getText(it.range));
    assert.ok(words.includes("web") && words.includes("app: web"));
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      "vscode.provideDocumentSemanticTokens",
      uri,
    );
    // The policy's name, its namespace, the label's key and value.
    assert.equal(tokens.data.length / 5, 4);
  });
});
