/** The flow graph, and the tree of flows. */

import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { closeTab, rangeOf, show, shownBy, waitFor } from "./kit";

suite("seeing flows", () => {
  test("shows the flow graph at the cursor, unfolds a namespace, and opens the line that decides an edge", async () => {
    const manifest = await show("workloads.yaml");
    const at = rangeOf(manifest, "name: web").start;
    manifest.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand("netpol.graph.show");
    const { graph } = shownBy();
    await waitFor("the workload at the cursor", () => graph.shown?.here?.workloads.find((it) => it.endsWith("/web")));
    await graph.handle({ type: "unfold", namespace: undefined });
    const overview = await waitFor("the overview", () => (graph.shown?.unfolded ? undefined : graph.shown));
    assert.match(overview.matrix, /data-namespace="shop"/);
    await graph.handle({ type: "unfold", namespace: "shop" });
    const unfolded = await waitFor("the namespace", () => graph.shown?.unfolded);
    const edge = unfolded.edges.findIndex(
      ({ from, to, at }) => from !== to && at.some((it) => it.uri.endsWith("web.yaml")),
    );
    assert.match(unfolded.svg, new RegExp(`data-edge="${edge}"`));
    await graph.handle({ type: "openEdge", edge, place: 0 });
    const editor = vscode.window.activeTextEditor;
    assert.equal(path.basename(editor?.document.uri.path ?? ""), "web.yaml");
    assert.equal(editor?.selection.active.line, unfolded.edges[edge]?.at[0]?.range.start.line);
    await closeTab("Flow Graph");
  });

  test("lists workloads, policies and flows in a tree whose items lead to their places", async () => {
    const { tree } = shownBy();
    const [namespace] = await tree.getChildren();
    assert.ok(namespace);
    assert.equal(tree.getTreeItem(namespace).label, "shop");
    const workloads = await tree.getChildren(namespace);
    const web = workloads.find((it) => tree.getTreeItem(it).label === "web");
    assert.ok(web, "web is not listed");
    const leaves = (await tree.getChildren(web)).map((it) => tree.getTreeItem(it));
    const policy = leaves.find((it) => it.description === "restricts ingress");
    assert.ok(policy?.command, "no policy of web is listed");
    assert.ok(leaves.some((it) => /^(to|from) /.test(String(it.label))));
    await vscode.commands.executeCommand(policy.command.command, ...(policy.command.arguments ?? []));
    assert.equal(path.basename(vscode.window.activeTextEditor?.document.uri.path ?? ""), "web.yaml");
  });
});
