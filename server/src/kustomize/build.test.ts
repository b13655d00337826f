/** Builds: what the output is, where its nodes are written, and what is said about what cannot be built. */

import { describe, expect, test } from "vitest";
import { treeOf } from "../../../test/kit/file-tree.js";
import { BLOCK_POLICY } from "../../../test/kit/manifests.js";
import { locate } from "../syntax/locate.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";
import { build } from "./build.js";
import { BuildCache } from "./build-cache.js";
import type { Build, FileTree } from "./build-result.js";
import { StepMemory } from "./kept-step.js";
import { lookUpField } from "./replacement-path.js";
import { makeResource, type Resource } from "./resource.js";
import { MapValue, text, toPlain, type Value } from "./value.js";

function built(texts: Readonly<Record<string, string>>, folder = ""): Build {
  return build(treeOf(texts), { folder, restrictor: "root" });
}

const said = (result: Build): string[] => result.problems.map((it) => it.says);

function one(result: Build, path: string): Value | undefined {
  return lookUpField(result.objects[0]?.root as Value, path);
}

/** `file: words` where a node is written, the words those of its site. */
function placeOf(tree: FileTree, node: YamlNode, paths: readonly string[]): string {
  const site = node.site();
  for (const path of paths) {
    const file = tree.file(path);
    if (file === undefined || file === "unread") continue;
    const document = file.documents.find((it) => it.id === site.document);
    if (document === undefined) continue;
    const { start, end } = locate(document, site);
    return `${path}: ${document.text.slice(start, end)}`;
  }
  return "nowhere";
}

describe("where a node is written", () => {
  const texts = {
    "kustomization.yaml": `namespace: shop
resources: [db.yaml]
commonLabels: {team: red}
patches:
  - path: patch.yaml
  - patch: |-
      - op: add
        path: /spec/policyTypes
        value:
          - Egress
    target: {kind: NetworkPolicy}
`,
    "db.yaml": BLOCK_POLICY,
    "patch.yaml": BLOCK_POLICY.replace("app: db", "tier: back"),
  };
  const tree = treeOf(texts);
  const result = build(tree, { folder: "", restrictor: "root" });
  const paths = Object.keys(texts);

  test.each([
    ["metadata.name", "db.yaml: db"],
    ["metadata.namespace", "kustomization.yaml: shop"],
    ["spec.podSelector.matchLabels.app", "db.yaml: db"],
    ["spec.podSelector.matchLabels.tier", "patch.yaml: back"],
    ["spec.podSelector.matchLabels.team", "kustomization.yaml: red"],
    ["spec.policyTypes.0", "kustomization.yaml: Egress"],
  ])("%s", (path, place) => {
    const value = one(result, path);
    expect(value === undefined ? "nothing" : placeOf(tree, value.at, paths)).toBe(place);
  });
});

test("an object that nothing changes is as it was read", () => {
  const result = built({ "kustomization.yaml": "resources: [db.yaml]\n", "db.yaml": BLOCK_POLICY });
  expect(result.objects.map((it) => it.changed)).toEqual([false]);
});

test("words that only YAML 1.1 takes for booleans come out as texts", () => {
  const result = built({
    "kustomization.yaml": "resources: [db.yaml]\n",
    "db.yaml": BLOCK_POLICY.replace("app: db", "app: on"),
  });
  expect(result.objects.map((it) => it.changed)).toEqual([true]);
  expect(toPlain(one(result, "spec.podSelector.matchLabels") as Value)).toEqual({ app: "on" });
});

test("a label that a base sets in several places is one node: who overwrites one, overwrites all", () => {
  const deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {}}}\n";
  const result = built(
    {
      "base/kustomization.yaml": "resources: [web.yaml]\nlabels: [{pairs: {env: base}, includeTemplates: true}]\n",
      "base/web.yaml": deployment,
      "prod/kustomization.yaml": "resources: [../base]\nlabels: [{pairs: {env: prod}}]\n",
    },
    "prod",
  );
  expect(toPlain(one(result, "spec.template.metadata.labels") as Value)).toEqual({ env: "prod" });
});

describe("what kustomize rejects is reported, and the rest is built", () => {
  test("a file that is not there, with the name that was meant", () => {
    const result = built({
      "kustomization.yaml": "resources: [db.yml, deny.yaml]\n",
      "db.yaml": BLOCK_POLICY,
      "deny.yaml": BLOCK_POLICY,
    });
    expect(said(result)).toEqual(["`db.yml` does not exist; did you mean `db.yaml`?"]);
    expect(result.objects).toHaveLength(1);
  });

  test("two objects of one name", () => {
    const result = built({
      "kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
      "a.yaml": BLOCK_POLICY,
      "b.yaml": BLOCK_POLICY,
    });
    expect(said(result)).toEqual([
      "`NetworkPolicy db` already exists: kustomize rejects two objects with the same name",
    ]);
    expect(result.objects).toHaveLength(1);
  });

  test("a cycle", () => {
    const result = built(
      { "a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n" },
      "a",
    );
    expect(said(result)).toEqual(["`../a` creates a cycle: it is the folder being built, or contains it"]);
  });

  test("what is outside the workspace is never asked for", () => {
    const asked: string[] = [];
    const inner = treeOf({ "kustomization.yaml": "resources: [../../../../etc/passwd, /etc/hosts, ../x]\n" });
    const tree: FileTree = {
      ...inner,
      file: (path) => {
        asked.push(path);
        return inner.file(path);
      },
    };
    const result = build(tree, { folder: "", restrictor: "root" });
    expect(asked.every((it) => /^(kustomization\.ya?ml|Kustomization)$/.test(it))).toBe(true);
    expect(result.unseen.map((it) => it.because)).toEqual(["`../../../../etc/passwd`", "`../x`"]);
    expect(said(result)).toHaveLength(1);
  });

  test("a patch whose object may be out of sight is no problem", () => {
    const patch = 'patches: [{patch: "{apiVersion: v1, kind: Service, metadata: {name: a}}"}]\n';
    expect(
      said(built({ "kustomization.yaml": `resources: [db.yaml]\n${patch}`, "db.yaml": BLOCK_POLICY })),
    ).toHaveLength(1);
    const remote = `resources: [db.yaml, "https://example.org/a.yaml"]\n${patch}`;
    expect(said(built({ "kustomization.yaml": remote, "db.yaml": BLOCK_POLICY }))).toEqual([]);
  });

  test("a variable whose object may be out of sight, or is lost, is none either", () => {
    const vars = "vars: [{name: A, objref: {apiVersion: v1, kind: Service, name: a}}]\n";
    const files = { "db.yaml": BLOCK_POLICY };
    expect(said(built({ "kustomization.yaml": `resources: [db.yaml]\n${vars}`, ...files }))).toHaveLength(1);
    const remote = `resources: [db.yaml, "https://example.org/a.yaml"]\n${vars}`;
    expect(said(built({ "kustomization.yaml": remote, ...files }))).toEqual([]);
    const lost = `resources: [db.yaml, a.yaml]\n${vars}`;
    expect(said(built({ "kustomization.yaml": lost, ...files }))).toEqual([expect.stringContaining("`a.yaml`")]);
    const generated = `resources: [db.yaml]\nconfigMapGenerator: [{name: a, envs: [a.env]}]\n${vars}`;
    expect(said(built({ "kustomization.yaml": generated, ...files }))).toEqual([expect.stringContaining("`a.env`")]);
  });

  test("an entry that is a path where a map belongs", () => {
    const texts = { "kustomization.yaml": "resources: [db.yaml]\npatches: [patch.yaml]\n", "db.yaml": BLOCK_POLICY };
    expect(said(built(texts))).toEqual([
      expect.stringContaining("Each entry of `patches` must be a map; did you mean `path: patch.yaml`?"),
    ]);
  });
});

describe("what is kept from one build to the next", () => {
  const texts = {
    "base/kustomization.yaml": "resources: [db.yaml, web.yaml]\n",
    "base/db.yaml": BLOCK_POLICY,
    "base/web.yaml": BLOCK_POLICY.replace("name: db", "name: web"),
    "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\n",
    "other/kustomization.yaml": "namespace: other\nresources: [a.yaml]\n",
    "other/a.yaml": BLOCK_POLICY,
  };
  const AT = (() => {
    const file = treeOf(texts).file("other/a.yaml");
    const document = file === undefined || file === "unread" ? undefined : file.documents[0];
    const node = document === undefined ? undefined : rootOf(document);
    if (node === undefined) throw new Error("a document");
    return node;
  })();
  const cache = new BuildCache();
  const request = (folder: string) => ({ folder, restrictor: "root" }) as const;

  test("nothing has changed: the same build", () => {
    const tree = treeOf(texts);
    const first = build(tree, request("prod"), cache);
    expect(build({ ...tree }, request("prod"), cache)).toBe(first);
  });

  test("a kustomization has changed: it is built anew, and so is what includes it", () => {
    const tree = treeOf(texts);
    build(tree, request("prod"), cache);
    const edited = treeOf({ "base/kustomization.yaml": "resources: [db.yaml]\n" });
    const changed: FileTree = { ...tree, file: (path) => edited.file(path) ?? tree.file(path) };
    expect(build(changed, request("prod"), cache).objects).toHaveLength(1);
    expect(build(tree, request("prod"), cache).objects).toHaveLength(2);
  });

  test("a step is done again only for another object, or by another step", () => {
    const [first, second] = ["a", "b"].map((it) =>
      makeResource(new MapValue(AT, [{ key: it, value: text(AT, "") }]), AT),
    );
    if (first === undefined || second === undefined) throw new Error("two objects");
    const [one, other] = [{}, {}];
    const done: string[] = [];
    const run = (memory: StepMemory, ...objects: Resource[]): StepMemory => {
      for (const is of [one, other]) {
        const step = memory.kept([done, is], (it) => done.push(it.root.entries[0]?.key ?? ""));
        for (const it of objects) step(it);
      }
      return memory.finished();
    };
    const before = run(new StepMemory(), first);
    expect(done).toEqual(["a", "a"]);
    run(new StepMemory(run(new StepMemory(before), first, second)), second);
    expect(done).toEqual(["a", "a", "b", "b"]);
  });

  test("one file has changed: the other objects are the same, and so are builds that do not read it", () => {
    const tree = treeOf(texts);
    const prod = build(tree, request("prod"), cache);
    const other = build(tree, request("other"), cache);
    const edited = treeOf({ "base/db.yaml": BLOCK_POLICY.replace("app: db", "app: postgres") });
    const changed: FileTree = { ...tree, file: (path) => edited.file(path) ?? tree.file(path) };
    const next = build(changed, request("prod"), cache);
    expect(next).not.toBe(prod);
    expect(next.objects[0]).not.toBe(prod.objects[0]);
    expect(next.objects[1]).toBe(prod.objects[1]);
    expect(build(changed, request("other"), cache)).toBe(other);
  });
});

test("a JSON patch replaces what is not there as if it added it, and refuses where the parent is missing", () => {
  const patched = (path: string): Build =>
    built({
      "kustomization.yaml": `resources: [db.yaml]
patches:
  - patch: '[{"op": "replace", "path": "${path}", "value": [Egress]}]'
    target: {kind: NetworkPolicy}
`,
      "db.yaml": BLOCK_POLICY,
    });
  const set = patched("/spec/policyTypes");
  expect(said(set)).toEqual([]);
  expect(toPlain(one(set, "spec.policyTypes") as Value)).toEqual(["Egress"]);
  expect(said(patched("/spec/egress/to"))).toEqual(["The object has no field at `/spec/egress/to`"]);
});

describe("a problem after which objects are missing", () => {
  const later = `patches:
  - path: patch.yaml
configMapGenerator:
  - {name: info, envs: [env/info.env]}
replacements:
  - source: {kind: ConfigMap, name: info, fieldPath: data.host}
    targets: [{select: {kind: NetworkPolicy}, fieldPaths: [metadata.annotations.host], options: {create: true}}]
`;

  test.each([
    ["says it alone", "", ["`gone` does not exist", "`env/info.env` does not exist"]],
    ["is not one for a file that is there and not read", "host=x\n", ["`gone` does not exist"]],
  ])("%s", (_, env, expected) => {
    const texts = {
      "kustomization.yaml": `resources: [db.yaml, gone]\n${later}`,
      "db.yaml": BLOCK_POLICY,
      "patch.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: manager}\n",
      ...(env === "" ? {} : { "env/info.env": env }),
    };
    expect(said(built(texts))).toEqual(expected);
  });

  test("is not what a patch that is missing says of another one", () => {
    const texts = {
      "kustomization.yaml": "resources: [db.yaml]\npatches: [{path: gone.yaml}, {path: patch.yaml}]\n",
      "db.yaml": BLOCK_POLICY,
      "patch.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: manager}\n",
    };
    expect(said(built(texts))).toEqual([
      "`gone.yaml` does not exist",
      expect.stringContaining("Patch target `Deployment manager` does not exist"),
    ]);
  });
});
