/** Flux: its Kustomization, its artifact, what it makes for a folder and sets on objects. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { describe, expect, it } from "vitest";
import { applied, isLeftAlone } from "../../server/src/gitops/flux/applied.js";
import { artifactOf } from "../../server/src/gitops/flux/artifact.js";
import { generatedResources } from "../../server/src/gitops/flux/generated.js";
import { readFluxKustomization } from "../../server/src/gitops/flux/kustomization.js";
import { listingOf } from "../../server/src/gitops/listing.js";
import { PlanMemory } from "../../server/src/gitops/plan-memory.js";
import { variablesOf } from "../../server/src/gitops/variables.js";
import type { FileTree } from "../../server/src/kustomize/index.js";
import { treeOf } from "../kit/file-tree.js";
import { fluxKustomization, object, plain } from "../kit/gitops.js";

const read = (spec: string) => {
  const flux = readFluxKustomization(object(fluxKustomization("apps", spec)));
  if (flux === undefined) throw new Error("not read");
  return flux;
};

describe("GO-1: the object and its path", () => {
  it("is told by its group", () => {
    expect(readFluxKustomization(object("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization"))).toBe(
      undefined,
    );
  });

  it.each([
    ["{path: ./apps/shop}", "apps/shop"],
    ["{path: /apps/shop/}", "apps/shop"],
    ["{path: ./apps/../base}", "base"],
    ["{}", ""],
    ["{path: ./}", ""],
    ["{path: ../other}", undefined],
  ])("%s", (spec, folder) => {
    expect(read(spec).folder).toBe(folder);
  });
});

describe("GO-2: a folder without a kustomization", () => {
  const tree = treeOf({
    "apps/b.yaml": "b: 1",
    "apps/a/deep/c.yml": "c: 1",
    "apps/a/note.json": "{}",
    "apps/own/kustomization.yaml": "resources: []",
    "apps/own/not.yaml": "d: 1",
    "apps/own/deeper/not.yaml": "d: 1",
    "other/not.yaml": "e: 1",
  });

  it("is all that lies below, folders with a kustomization of their own as such", () => {
    expect(generatedResources(tree, "apps")).toEqual(["a/deep/c.yml", "b.yaml", "own"]);
  });
});

describe("GO-3: what is not in the artifact", () => {
  const texts = {
    ".github/workflows/ci.yaml": "a: 1",
    "apps/.github/a.yaml": "a: 1",
    "apps/.sops.yaml": "a: 1",
    ".travis.yml": "a: 1",
    "apps/shop/a.yaml": "a: 1",
    "apps/shop/tests/b.yaml": "a: 1",
    "apps/shop/tests/keep.yaml": "a: 1",
    "docs/c.yaml": "a: 1",
    "apps/docs/d.yaml": "a: 1",
  };
  const memory = new PlanMemory();
  const artifact = (tree: FileTree, ignore?: string): FileTree => artifactOf(tree, listingOf(tree), memory, ignore);
  const seen = (tree: ReturnType<typeof treeOf>): string[] =>
    Object.keys(texts).filter((it) => artifact(tree).file(it) !== undefined);

  it("leaves out what sources leave out by themselves", () => {
    expect(seen(treeOf(texts))).toEqual([
      "apps/shop/a.yaml",
      "apps/shop/tests/b.yaml",
      "apps/shop/tests/keep.yaml",
      "docs/c.yaml",
      "apps/docs/d.yaml",
    ]);
    expect(artifact(treeOf(texts)).names("")).toEqual(["apps", "docs"]);
    expect(artifact(treeOf(texts)).isFolder(".github")).toBe(false);
  });

  it("reads .sourceignore files, each for what is below it", () => {
    const tree = treeOf({
      ...texts,
      ".sourceignore": "# comment\n/docs/\n",
      "apps/shop/.sourceignore": "tests/*\n!tests/keep.yaml\n",
    });
    expect(seen(tree)).toEqual(["apps/shop/a.yaml", "apps/shop/tests/keep.yaml", "apps/docs/d.yaml"]);
  });

  it("tells what is ignored once, until a .sourceignore file says otherwise", () => {
    const text = { ...texts, ".sourceignore": "/docs/\n" };
    const listing = listingOf(treeOf(text));
    const seenWith = (tree: ReturnType<typeof treeOf>): boolean =>
      artifactOf(tree, listing, memory).file("docs/c.yaml") !== undefined;
    expect(seenWith(treeOf(text))).toBe(false);
    expect(seenWith(treeOf({ ...text, "docs/c.yaml": "a: 2" }))).toBe(false);
    expect(seenWith(treeOf({ ...text, ".sourceignore": "/apps/\n" }))).toBe(true);
  });

  it("takes the source's own list in place of the defaults", () => {
    const tree = artifact(treeOf(texts), "/*\n!/apps\n**/tests\n");
    expect(Object.keys(texts).filter((it) => tree.file(it) !== undefined)).toEqual([
      "apps/.github/a.yaml",
      "apps/.sops.yaml",
      "apps/shop/a.yaml",
      "apps/docs/d.yaml",
    ]);
  });
});

describe("GO-4: what is written into the kustomization", () => {
  it("takes namespace, names, components, patches and images", () => {
    const { edits } = read(`
  targetNamespace: shop
  namePrefix: p-
  nameSuffix: -s
  components: [../deny]
  ignoreMissingComponents: true
  patches:
    - patch: "- {op: remove, path: /spec}"
      path: not-a-field.yaml
      target: {kind: NetworkPolicy, name: web.*}
  images: [{name: app, newTag: "2"}]`);
    expect(edits).toMatchObject({
      namespace: { value: "shop" },
      namePrefix: { value: "p-" },
      nameSuffix: { value: "-s" },
      components: [{ value: "../deny" }],
      ignoreMissingComponents: true,
      patches: [{ patch: { value: "- {op: remove, path: /spec}" }, target: { kind: "NetworkPolicy", name: "web.*" } }],
      images: [{ name: "app", newTag: "2" }],
    });
    expect(edits.patches?.[0]?.path).toBe(undefined);
    expect(edits.namespace?.at.key).toBe("targetNamespace");
  });

  it("takes the older lists of patches, whose patches are objects", () => {
    const { edits } = read(`
  patchesStrategicMerge: [{kind: Deployment, metadata: {name: web}}]
  patchesJson6902: [{patch: [{op: remove, path: /spec}], target: {kind: Deployment}}]`);
    expect(edits.patchesStrategicMerge?.[0]?.value).toBe('{"kind":"Deployment","metadata":{"name":"web"}}');
    expect(edits.patchesJson6902?.[0]).toMatchObject({ patch: { value: '[{"op":"remove","path":"/spec"}]' } });
  });

  it("writes nothing where nothing is said", () => {
    expect(read("{path: ./apps}").edits).toEqual({});
  });

  it("is the same for the same object, so that builds are kept", () => {
    const root = object(fluxKustomization("apps", "{targetNamespace: shop}"));
    expect(readFluxKustomization(root)?.edits).toBe(readFluxKustomization(root)?.edits);
  });
});

describe("GO-7: commonMetadata", () => {
  it("is set on the object alone, in place of equal keys", () => {
    const flux = read("{commonMetadata: {labels: {tier: front}, annotations: {a: b}}}");
    const made = applied(
      object(
        "kind: Deployment\nmetadata: {labels: {tier: none, app: web}}\nspec: {template: {metadata: {labels: {app: web}}}}",
      ),
      flux,
      undefined,
    );
    expect(plain(made.root)).toEqual({
      kind: "Deployment",
      metadata: { labels: { app: "web", tier: "front" }, annotations: { a: "b" } },
      spec: { template: { metadata: { labels: { app: "web" } } } },
    });
  });

  it("comes after the variables", () => {
    const flux = read('{commonMetadata: {labels: {a: "${V}"}}, postBuild: {substitute: {V: x}}}');
    const variables = flux.postBuild === undefined ? undefined : variablesOf(flux.postBuild, () => undefined);
    const made = applied(object('metadata: {name: "${V}"}'), flux, variables);
    expect(plain(made.root)).toEqual({ metadata: { name: "x", labels: { a: "${V}" } } });
  });
});

describe("GO-8: whether variables are filled in at all", () => {
  const filled = (spec: string): unknown => {
    const { postBuild, ...flux } = read(spec);
    const variables = postBuild === undefined ? undefined : variablesOf(postBuild, () => undefined);
    return plain(applied(object('a: "${V:=x}"'), flux, variables).root);
  };

  it.each([
    ["{}", "${V:=x}"],
    ["{postBuild: {}}", "${V:=x}"],
    ["{postBuild: {substitute: {}}}", "${V:=x}"],
    ["{postBuild: {substituteStrategy: Always}}", "x"],
    ["{postBuild: {substitute: {W: w}}}", "x"],
  ])("%s", (spec, a) => {
    expect(filled(spec)).toEqual({ a });
  });
});

describe("GO-9: where values come from", () => {
  const sources = new Map([
    ["ConfigMap/one", object('kind: ConfigMap\ndata: {A: one, B: "one\\ntwo"}')],
    ["ConfigMap/two", object("kind: ConfigMap\ndata: {A: two}")],
    ["ConfigMap/odd", object("kind: ConfigMap\ndata: {a.b: x}")],
    ["Secret/plain", object("kind: Secret\ndata: {S: aMOkbGxv}\nstringData: {T: text}")],
    ["Secret/sops", object("kind: Secret\nstringData: {X: 'ENC[AES256_GCM,data:x]', Y: plain}\nsops: {mac: x}")],
  ]);
  const variables = (postBuild: string) => {
    const flux = read(`{postBuild: ${postBuild}}`);
    if (flux.postBuild === undefined) throw new Error("no postBuild");
    return variablesOf(flux.postBuild, ({ kind, name }) => sources.get(`${kind}/${name}`));
  };

  it("reads sources in order, and what is written itself last", () => {
    const { lookup } = variables(
      "{substituteFrom: [{kind: ConfigMap, name: one}, {kind: ConfigMap, name: two}], substitute: {C: own}}",
    );
    expect(lookup("A")).toMatchObject({ value: "two" });
    expect(lookup("B")).toMatchObject({ value: "onetwo" });
    expect(lookup("C")).toMatchObject({ value: "own" });
    expect(lookup("D")).toBe("unset");
  });

  it("GO-30: reads Secrets that are plain, and knows the keys of those that are encrypted", () => {
    const { lookup } = variables("{substituteFrom: [{kind: Secret, name: plain}, {kind: Secret, name: sops}]}");
    expect(lookup("S")).toMatchObject({ value: "hällo" });
    expect(lookup("T")).toMatchObject({ value: "text" });
    expect(lookup("X")).toBe("unknown");
    expect(lookup("Y")).toMatchObject({ value: "plain" });
    expect(lookup("Z")).toBe("unset");
  });

  it("GO-31: may have any further value where a source is not in sight", () => {
    const { lookup, unseen } = variables("{substituteFrom: [{kind: Secret, name: elsewhere}], substitute: {A: a}}");
    expect(lookup("A")).toMatchObject({ value: "a" });
    expect(lookup("B")).toBe("unknown");
    expect(unseen).toMatchObject([{ kind: "Secret", name: "elsewhere" }]);
  });

  it("refuses names that are none", () => {
    expect(variables("{substituteFrom: [{kind: ConfigMap, name: odd}]}").problems.map((it) => it.says)).toEqual([
      "`a.b` is not a valid variable name: Flux applies nothing",
    ]);
  });
});

describe("GO-13: what is not applied", () => {
  it.each([
    ["kustomize.toolkit.fluxcd.io/reconcile: disabled", true],
    ["kustomize.toolkit.fluxcd.io/ssa: Ignore", true],
    ["kustomize.toolkit.fluxcd.io/ssa: IfNotPresent", false],
    ["kustomize.toolkit.fluxcd.io/prune: disabled", false],
  ])("%s", (mark, left) => {
    expect(isLeftAlone(object(`metadata: {annotations: {${mark}}}`))).toBe(left);
    expect(isLeftAlone(object(`metadata: {labels: {${mark}}}`))).toBe(left);
  });
});

it("GO-14: knows that a kubeConfig leads to another cluster", () => {
  expect(read("{kubeConfig: {secretRef: {name: edge}}}").cluster).toBe("edge");
  expect(read("{}").cluster).toBe(undefined);
});
