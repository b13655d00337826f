/** Argo CD: its Application, the tools and folders behind it, what it sets on objects. */

import { describe, expect, it } from "vitest";
import { readApplication } from "../../server/src/gitops/argo/application.js";
import { applied, createdNamespace } from "../../server/src/gitops/argo/applied.js";
import { directoryFiles, toolOf, withOverrides } from "../../server/src/gitops/argo/folder.js";
import { editFaults, kustomizeEdits } from "../../server/src/gitops/argo/kustomize-edits.js";
import { isClusterScoped } from "../../server/src/gitops/kinds.js";
import { comparable } from "../../server/src/gitops/repository.js";
import { treeOf } from "../kit/file-tree.js";
import { application, object, plain } from "../kit/gitops.js";

const read = (spec: string) => {
  const it = readApplication(object(application("shop", spec)));
  if (it === undefined) throw new Error("not read");
  return it;
};

const source = (text: string) => {
  const [it] = read(`{source: ${text}}`).sources;
  if (it === undefined) throw new Error("no source");
  return it;
};

describe("GO-19: the tool", () => {
  const tree = treeOf({
    "chart/Chart.yaml": "",
    "kust/kustomization.yaml": "",
    "both/Chart.yaml": "",
    "both/Kustomization": "",
    "plain/a.yaml": "",
    "plain/kust/kustomization.yaml": "",
  });

  it.each([
    ["chart", "helm"],
    ["kust", "kustomize"],
    ["both", "kustomize"],
    ["plain", "directory"],
  ])("is told by what is in %s itself", (folder, tool) => {
    expect(toolOf(source(`{path: ${folder}}`), tree, folder)).toBe(tool);
  });

  it.each([
    ["{chart: redis}", "helm"],
    ["{path: plain, kustomize: {}}", "kustomize"],
    ["{path: plain, helm: {}}", "helm"],
    ["{path: kust, plugin: {}}", "plugin"],
    ["{path: kust, directory: {recurse: true}}", "directory"],
    ["{path: kust, directory: {include: x.yaml}}", "kustomize"],
  ])("is the one that is named: %s", (text, tool) => {
    expect(toolOf(source(text), tree, "kust")).toBe(tool);
  });

  it("is overridden by the folder's own files, the application's last", () => {
    const given = treeOf({
      "a/.argocd-source.yaml": "kustomize: {namespace: one, namePrefix: p-}",
      "a/.argocd-source-shop.yaml": "kustomize: {namespace: two}",
      "a/.argocd-source-other.yaml": "kustomize: {namespace: three}",
    });
    const { root } = withOverrides(
      source("{path: a, kustomize: {namespace: none, nameSuffix: -s}}"),
      given,
      "a",
      "shop",
    );
    expect(plain(root)).toEqual({
      path: "a",
      kustomize: { namespace: "two", namePrefix: "p-", nameSuffix: "-s" },
    });
  });
});

describe("GO-20: a plain directory", () => {
  const tree = treeOf({
    "deploy/a.yaml": "a: 1",
    "deploy/b.yml": "a: 1",
    "deploy/c.json": "{}",
    "deploy/d.jsonnet": "{}",
    "deploy/marked.yaml": "# +argocd:skip-file-rendering\na: 1",
    "deploy/old-x.yaml": "a: 1",
    "deploy/sub/e.yaml": "a: 1",
    "deploy/sub/old-y.yaml": "a: 1",
  });

  it.each([
    ["{}", ["a.yaml", "b.yml", "c.json", "old-x.yaml"]],
    ["{recurse: true}", ["a.yaml", "b.yml", "c.json", "old-x.yaml", "sub/e.yaml", "sub/old-y.yaml"]],
    ['{exclude: "{old-*,*.json}"}', ["a.yaml", "b.yml"]],
    ['{include: "*.y?(a)ml"}', []],
    ['{include: "*.{yaml,yml}", exclude: "old-*"}', ["a.yaml", "b.yml"]],
    // The star matches a slash too.
    ['{recurse: true, include: "*y.yaml"}', ["sub/old-y.yaml"]],
    ['{recurse: true, exclude: "*"}', []],
    ['{include: "[!ab]*"}', ["c.json", "old-x.yaml"]],
  ])("%s", (directory, files) => {
    expect(directoryFiles(source(`{path: deploy, directory: ${directory}}`), tree, "deploy")).toEqual(
      files.map((it) => `deploy/${it}`),
    );
  });

  it("ends for globs that would never", () => {
    const glob = `${"{a,b}".repeat(40)}${"*a".repeat(2_000)}`;
    expect(directoryFiles(source(`{path: deploy, directory: {exclude: "${glob}"}}`), tree, "deploy")).toHaveLength(4);
  });
});

describe("GO-21: edits of the kustomization", () => {
  const edited = (kustomize: string, own = "resources: []") => {
    const { root } = source(`{path: deploy, kustomize: ${kustomize}}`);
    const tree = treeOf({ "deploy/kustomization.yaml": own });
    return { edits: kustomizeEdits(root), faults: editFaults(root, tree, "deploy") };
  };
  const LABELLED = "commonLabels: {tenant: blue}";

  it("replaces names and namespace, appends patches from texts and files, adds components", () => {
    const { edits } = edited(
      `{namespace: shop, namePrefix: p-, components: [../deny],
      patches: [{path: patch.yaml}, {patch: "- op: remove", target: {kind: NetworkPolicy}}],
      images: ["app=registry.example.org:5000/app:2", "web:3", "db@sha256:abc"], replicas: [{name: web, count: 3}]}`,
    );
    expect(edits).toMatchObject({
      namespace: { value: "shop" },
      namePrefix: { value: "p-" },
      components: [{ value: "../deny" }],
      patches: [{ path: { value: "patch.yaml" } }, { target: { kind: "NetworkPolicy" } }],
      images: [
        { name: "app", newName: "registry.example.org:5000/app", newTag: "2", digest: "" },
        { name: "web", newName: "web", newTag: "3" },
        { name: "db", newTag: "", digest: "sha256:abc" },
      ],
      replicas: [{ name: "web", count: "3" }],
    });
  });

  it("puts commonLabels into selectors unless told otherwise", () => {
    expect(edited("{commonLabels: {a: b}}").edits.commonLabels?.get("a")?.value).toBe("b");
    const { edits } = edited("{commonLabels: {a: b}, labelWithoutSelector: true, labelIncludeTemplates: true}");
    expect(edits.commonLabels).toBe(undefined);
    expect(edits.labels).toMatchObject([{ selectors: false, templates: true }]);
    expect(edited("{commonLabels: {a: b}, labelWithoutSelector: true}").edits.labels).toMatchObject([
      { templates: false },
    ]);
  });

  it("refuses a label that is there, unless forced", () => {
    expect(edited("{commonLabels: {tenant: red}}", LABELLED).faults.map((it) => it.says)).toEqual([
      "The folder's kustomization already has the common label `tenant`: Argo CD rejects the build",
    ]);
    expect(edited("{commonLabels: {tenant: red}, forceCommonLabels: true}", LABELLED).faults).toEqual([]);
    const apart = "{commonLabels: {tenant: red}, labelWithoutSelector: true}";
    expect(edited(apart, LABELLED).faults).toEqual([]);
    expect(edited(apart, "labels: [{pairs: {tenant: blue}}]").faults).toHaveLength(1);
    expect(edited(apart, "labels: [{pairs: {tenant: blue}, includeSelectors: true}]").faults).toEqual([]);
  });

  it("refuses a folder without a kustomization", () => {
    const { root } = source("{path: other, kustomize: {}}");
    expect(editFaults(root, treeOf({}), "other").map((it) => it.says)).toEqual([
      "This folder has no kustomization for `kustomize` to change: Argo CD rejects the build",
    ]);
  });
});

describe("GO-22: the destination's namespace", () => {
  const placed = (text: string, spec = "{destination: {namespace: shop}}"): unknown =>
    plain(applied(object(text), read(spec), "annotation", isClusterScoped));

  it.each([
    ["apiVersion: v1\nkind: Pod\nmetadata: {name: a}", { name: "a", namespace: "shop" }],
    ["apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ''}", { name: "a", namespace: "shop" }],
    ["apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: pay}", { name: "a", namespace: "pay" }],
    ["apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: pay}", { name: "a" }],
    ["apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: a}", { name: "a" }],
  ])("%s", (text, metadata) => {
    expect(placed(text)).toMatchObject({ metadata });
    expect(Object.keys((placed(text) as { metadata: object }).metadata).sort()).toEqual(Object.keys(metadata).sort());
  });
});

describe("GO-23: CreateNamespace", () => {
  const spec = `
  destination: {namespace: shop}
  syncPolicy:
    syncOptions: [CreateNamespace=true]
    managedNamespaceMetadata: {labels: {managed: argo}}`;

  it("makes the namespace with its labels", () => {
    expect(plain(createdNamespace(read(spec), []) ?? object("{}"))).toEqual({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels: { managed: "argo" } },
    });
  });

  it("leaves it to a manifest of the application, and to who asks for it", () => {
    const own = object("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}");
    expect(createdNamespace(read(spec), [own])).toBe(undefined);
    expect(createdNamespace(read("{destination: {namespace: shop}}"), [])).toBe(undefined);
    expect(
      createdNamespace(
        read("{destination: {namespace: shop}, syncPolicy: {syncOptions: [CreateNamespace=false]}}"),
        [],
      ),
    ).toBe(undefined);
  });
});

it("GO-24: tracks by a label on the object itself where that is how objects are tracked", () => {
  const deployment = object(
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {b: c}}}}",
  );
  expect(plain(applied(deployment, read("{}"), "label", isClusterScoped))).toMatchObject({
    metadata: { labels: { "app.kubernetes.io/instance": "shop" } },
    spec: { template: { metadata: { labels: { b: "c" } } } },
  });
  expect(applied(deployment, read("{}"), "annotation", isClusterScoped)).toBe(deployment);
});

it("GO-25: sources win over the single source", () => {
  const { sources } = read("{source: {path: a}, sources: [{path: b}, {chart: c}, {ref: values}]}");
  expect(sources.map((it) => it.path?.value ?? it.chart ?? it.ref)).toEqual(["b", "c", "values"]);
});

it.each([
  ["{}", undefined],
  ["{server: https://kubernetes.default.svc}", undefined],
  ["{name: in-cluster}", undefined],
  ["{server: https://10.0.0.1:6443}", "https://10.0.0.1:6443"],
  ["{name: edge}", "edge"],
])("GO-26: the cluster of destination %s", (destination, cluster) => {
  expect(read(`{destination: ${destination}}`).destination.cluster).toBe(cluster);
});

it("GO-27: one repository has many addresses", () => {
  for (const url of [
    "https://git.example.org/acme/fleet.git",
    "https://git.example.org/acme/fleet/",
    "https://user@git.example.org/acme/fleet",
    "ssh://git@git.example.org/acme/fleet.git",
    "git@git.example.org:acme/fleet.git",
    "ssh://git@git.example.org:22/acme/Fleet",
  ]) {
    expect(comparable(url)).toBe("git.example.org/acme/fleet");
  }
});
