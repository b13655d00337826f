/** From a place to others: definition, rename, callers, pages of rules. */

import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { edit, rangeOf, revert, show, waitFor } from "./kit";

suite("finding one's way", () => {
  test("leads from a label to the pods that have it, and renames both", async () => {
    const editor = await show("policies/web.yaml");
    const { uri } = editor.document;
    const at = rangeOf(editor, "app: web").end.translate(0, -1);
    const places = await vscode.commands.executeCommand<vscode.Location[]>("vscode.executeDefinitionProvider", uri, at);
    assert.deepEqual(
      places.map((it) => path.basename(it.uri.path)),
      ["workloads.yaml"],
    );
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      uri,
      at,
      "shop",
    );
    assert.deepEqual(
      edit
        .entries()
        .map(([file]) => path.basename(file.path))
        .sort(),
      ["web.yaml", "workloads.yaml"],
    );
  });

  test("lists who may call a workload that a policy selects", async () => {
    const editor = await show("policies/web.yaml");
    const [item] = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
      "vscode.prepareCallHierarchy",
      editor.document.uri,
      rangeOf(editor, "NetworkPolicy").start.translate(0, 1),
    );
    assert.ok(item);
    assert.equal(item.name, "web");
    assert.equal(path.basename(item.uri.path), "workloads.yaml");
    const calls = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
      "vscode.provideIncomingCalls",
      item,
    );
    assert.ok(calls.some((it) => it.from.detail?.includes("TCP 8080")));
    assert.ok(calls.every((it) => it.fromRanges.length > 0));
  });

  test("leads from the rule in an ignore comment to its page", async () => {
    const editor = await show("policies/web.yaml");
    await edit(editor, "spec:", "spec: # netpol: ignore[peers-split-in-two] asked for");
    const { uri } = editor.document;
    const target = await waitFor("the link", async () => {
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", uri);
      return links.find((it) => it.target?.path === "netpol.explainRule")?.target;
    });
    assert.match(target.toString(true), /NP1301/);
    await revert();
  });
});
