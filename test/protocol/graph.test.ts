/** The flow graph as a client asks for it: by namespaces, one unfolded, where the cursor is, and as text. */

import { afterEach, expect, test } from "vitest";
import type { GraphResult, GraphTextResult } from "../../server/src/lsp/ext.js";
import { BARE } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = {
  "policies/web.yaml": policy("web"),
  "workloads.yaml": deployment("web"),
  "typo.yaml": misspelt("typo"),
};

async function start(): Promise<void> {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  editor.open("workloads.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
}

test("without a place it lists scopes and namespaces, and unfolds none", async () => {
  await start();
  const graph = await editor.request<GraphResult>("netpol/graph", {});
  expect(graph.scopes).toHaveLength(1);
  expect(graph.scope).toBe(graph.scopes[0]);
  expect(graph.namespaces).toEqual(["shop"]);
  expect(graph.matrix).toContain('data-namespace="shop"');
  expect(graph.unfolded).toBeUndefined();
});

test("at a place it unfolds the namespace, with the lines that decide", async () => {
  await start();
  const graph = await editor.request<GraphResult>("netpol/graph", {
    textDocument: { uri: editor.uri("workloads.yaml") },
    position: editor.find("workloads.yaml", "containerPort"),
  });
  expect(graph.here).toEqual({ namespace: "shop", workloads: ["shop/Deployment/web"] });
  const vertex = graph.unfolded?.vertices.find((it) => it.members.length > 0);
  expect(vertex?.members[0]).toMatchObject({ id: "shop/Deployment/web", at: { uri: editor.uri("workloads.yaml") } });
  expect(vertex).toMatchObject({ label: "web", names: ["web"], detail: "Deployment · ingress restricted" });
  for (const it of graph.unfolded?.edges ?? [])
    expect(it.says).toBe(`${it.label}, ${it.at.length === 0 ? "no policy restricts it" : "allowed by policies"}`);
  expect(graph.legend).toContain("no policy restricts it");
  expect(vertex?.members[0]?.policies[0]?.at?.uri).toBe(editor.uri("policies/web.yaml"));
  expect(graph.unfolded?.svg).toContain('data-vertex="shop/Deployment/web"');
  const places = graph.unfolded?.edges.flatMap((it) => it.at) ?? [];
  const files = ["policies/web.yaml", "typo.yaml"].map((it) => editor.uri(it));
  for (const it of places) expect(files).toContain(it.uri);
});

test("at a Namespace it unfolds that one, with no workload in focus", async () => {
  const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
  editor = await Editor.start({ capabilities: BARE, files: { ...FILES, "namespace.yaml": namespace } });
  editor.open("namespace.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
  const graph = await editor.request<GraphResult>("netpol/graph", {
    textDocument: { uri: editor.uri("namespace.yaml") },
    position: editor.find("namespace.yaml", "shop"),
  });
  expect(graph.here).toEqual({ namespace: "shop", workloads: [] });
  expect(graph.unfolded?.namespace).toBe("shop");
});

test("it is written as text, and refuses a scope or a format that is not there", async () => {
  await start();
  const { scope = "" } = await editor.request<GraphResult>("netpol/graph", {});
  const text = async (format: string, namespace?: string): Promise<string> =>
    (await editor.request<GraphTextResult>("netpol/graphText", { format, scope, namespace })).text;
  expect(await text("svg", "shop")).toMatch(/^<svg /);
  expect(await text("svg")).toMatch(/^<svg /);
  expect(await text("mermaid")).toMatch(/^flowchart LR\n/);
  expect(await text("dot", "shop")).toMatch(/^digraph flows \{\n/);
  expect(await text("csv", "none")).toBe("scope,from,to,protocol,ports,condition\n");
  await expect(text("xml")).rejects.toThrow("`format` must be one of");
  await expect(editor.request("netpol/graphText", { format: "svg", scope: "none" })).rejects.toThrow("unknown scope");
});

test("clusters of several folders have the folder's name, and namespaces without workloads are named", async () => {
  const overlays = ["shop", "mail"].flatMap((folder) =>
    ["dev", "prod"].map((it) => [`${folder}/${it}/kustomization.yaml`, "resources: [../base]\nnameSuffix: -x\n"]),
  );
  const bases = ["shop", "mail"].flatMap((folder) => [
    [`${folder}/base/kustomization.yaml`, "resources: [web.yaml, policy.yaml]\n"],
    [`${folder}/base/web.yaml`, deployment(folder)],
    [`${folder}/base/policy.yaml`, policy("web").replace("namespace: shop", "namespace: elsewhere")],
  ]);
  const files: Record<string, string> = Object.fromEntries([...overlays, ...bases]);
  editor = await Editor.start({ capabilities: BARE, files, folders: ["shop", "mail"] });
  await editor.request("netpol/checkWorkspace");
  const scopes = ["dev (shop)", "prod (shop)", "dev (mail)", "prod (mail)"];
  for (const scope of scopes) {
    const graph = await editor.request<GraphResult>("netpol/graph", { scope, namespace: "shop" });
    expect([graph.scopes, graph.scope, graph.bare]).toEqual([scopes, scope, ["elsewhere"]]);
    expect(graph.unfolded?.vertices.flatMap((it) => it.members.map((own) => own.name))).toEqual([
      `${scope.includes("shop") ? "shop" : "mail"}-x`,
    ]);
    const { text } = await editor.request<GraphTextResult>("netpol/graphText", { format: "csv", scope });
    expect(text).toContain(`shop/Deployment/${scope.includes("shop") ? "shop" : "mail"}-x`);
  }
  expect((await editor.request<GraphResult>("netpol/graph", {})).legend).toContain(
    "Not shown: elsewhere (no workloads in this workspace)",
  );
});
