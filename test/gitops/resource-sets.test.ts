/** Flux Operator's ResourceSets: inputs, templates, and where what they make is written. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { describe, expect, it } from "vitest";
import { buildResourceSet } from "../../server/src/gitops/flux/build-resource-set.js";
import { writtenProviders } from "../../server/src/gitops/flux/providers.js";
import { readResourceSet } from "../../server/src/gitops/flux/resource-set.js";
import type { PlannedBuild } from "../../server/src/gitops/plan.js";
import { PlanMemory } from "../../server/src/gitops/plan-memory.js";
import { renderedDocument } from "../../server/src/kustomize/index.js";
import { locate } from "../../server/src/syntax/locate.js";
import { rootOf } from "../../server/src/syntax/yaml-document.js";
import { object, plain } from "../kit/gitops.js";

const resourceSet = (spec: string): string => `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: tenants, namespace: flux-system}
spec:
${spec}`;

const provider = (name: string, spec: string, labels = "{}"): string => `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSetInputProvider
metadata: {name: ${name}, namespace: flux-system, labels: ${labels}}
spec: ${spec}`;

function built(spec: string, providers: readonly string[] = []): PlannedBuild {
  const set = readResourceSet(object(resourceSet(spec)));
  if (set === undefined) throw new Error("no ResourceSet");
  const known = writtenProviders(providers.map((it) => object(it)));
  return buildResourceSet(set, new PlanMemory(), (it) => known.find(it, set.namespace));
}

const objects = (spec: string, providers?: readonly string[]): unknown[] =>
  built(spec, providers).objects.map((it) => plain(it.root));

/** Names of the objects, as the template gives them. */
const names = (spec: string, providers?: readonly string[]): unknown[] =>
  objects(spec, providers).map((it) => (it as { metadata: { name: unknown } }).metadata.name);

const unseen = (spec: string, providers?: readonly string[]): string[] =>
  built(spec, providers).unseen.map((it) => it.because);

const MAP = (name: string): string => `{apiVersion: v1, kind: ConfigMap, metadata: {name: '${name}', namespace: x}}`;

describe("inputs", () => {
  it("are in the set, and tell who gives them", () => {
    const spec = `  inputs: [{tenant: a, n: 8080}, {tenant: b, n: 1000660000}]
  resources: [${MAP("<< inputs.tenant >>-<< inputs.n >>-<< inputs.provider.kind >>-<< inputs.provider.namespace >>")}]`;
    expect(names(spec)).toEqual(["a-8080-ResourceSet-flux-system", "b-1000660000-ResourceSet-flux-system"]);
  });

  it("are rendered once where there are none", () => {
    expect(names(`  resources: [${MAP("one")}]`)).toEqual(["one"]);
    expect(names(`  inputsFrom: []\n  resources: [${MAP("one")}]`)).toEqual(["one"]);
    expect(names(`  inputsFrom: [{selector: {matchLabels: {a: b}}}]\n  resources: [${MAP("one")}]`)).toEqual([]);
  });

  it("come from static providers, by name or label, after the set's own", () => {
    const providers = [
      provider("z", "{type: Static, defaultValues: {tenant: z}}", "{role: tenant}"),
      provider("w", "{type: Static, defaultValues: {tenant: w}}", "{role: tenant}"),
      provider("x", "{type: Static, defaultValues: {tenant: x}}"),
    ];
    const resources = `resources: [${MAP("<< inputs.tenant >>")}]`;
    expect(names(`  inputs: [{tenant: own}]\n  inputsFrom: [{name: x}, {name: x}]\n  ${resources}`, providers)).toEqual(
      ["own", "x"],
    );
    expect(names(`  inputsFrom: [{selector: {matchLabels: {role: tenant}}}]\n  ${resources}`, providers)).toEqual([
      "w",
      "z",
    ]);
  });

  it("are combined, with the operator's own id", () => {
    const spec = `  inputStrategy: {name: Permute}
  inputs: [{id: one}, {id: two}]
  inputsFrom: [{name: my-colors}]
  resources: [${MAP("<< inputs.tenants.id >>-<< inputs.my_colors.color >>-<< inputs.id >>")}]`;
    const colors = provider("my-colors", "{type: Static, defaultValues: {color: red}}");
    // Adler-32 of `tenants=0/my_colors=0` and `tenants=1/my_colors=0`.
    expect(names(spec, [colors])).toEqual(["one-red-1495074782", "two-red-1495926751"]);
  });

  it("are not guessed", () => {
    const resources = `resources: [${MAP("<< inputs.id >>")}]`;
    expect(unseen(`  inputsFrom: [{name: pulls}]\n  ${resources}`)).toEqual([
      "ResourceSet flux-system/tenants: ResourceSetInputProvider `pulls` is not in this workspace",
    ]);
    const pulls = provider("pulls", "{type: GitHubPullRequest, url: https://github.com/a/b}");
    expect(unseen(`  inputsFrom: [{name: pulls}]\n  ${resources}`, [pulls])).toEqual([
      "ResourceSet flux-system/tenants: the inputs of ResourceSetInputProvider `pulls` are not in this workspace",
    ]);
    const fixed = provider("fixed", "{type: Static, defaultValues: {id: no}}");
    const undecided = `resources: [${MAP("<< if inputs.id >>a<< else >>b<< end >>")}]`;
    expect(unseen(`  inputsFrom: [{name: fixed}]\n  ${undecided}`, [fixed])).toEqual([
      "ResourceSet flux-system/tenants: `id` is not in this workspace",
    ]);
    expect(unseen(`  inputsFrom: [{name: fixed}]\n  ${resources}`, [fixed, fixed])).toEqual([
      "ResourceSet flux-system/tenants: ResourceSetInputProvider `fixed` is not in this workspace",
    ]);
    expect(
      unseen(`  inputsFrom: [{selector: {matchExpressions: [{key: a, operator: Is}]}}]\n  ${resources}`, [fixed]),
    ).toEqual(["ResourceSet flux-system/tenants: the selector of its inputs is not valid"]);
  });

  it("that only the cluster knows leave the text unknown that they are printed in, and nothing else", () => {
    const providers = ["a", "b"].map((it) => provider(it, `{type: Static, defaultValues: {tenant: ${it}}}`));
    const spec = `  inputsFrom: [{name: a}, {name: b}]
  resourcesTemplate: |
    <<- $id := inputs.id | lower >>
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: "pull-<< $id >>", namespace: << inputs.tenant >>}
    data:
      number: << printf "%s" inputs.id | quote >>
      tenant: << inputs.tenant >>
  resources: [${MAP("<< inputs.id >>")}]`;
    const { objects, unseen, notes } = built(spec, providers);
    expect(objects.map(({ root }) => plain(root))).toEqual([
      // Two, because who knows whether they are called the same.
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "${id}", namespace: "x" } },
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "${id}", namespace: "x" } },
      ...["a", "b"].map((tenant) => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "pull-${id}", namespace: tenant },
        data: { number: "${id}", tenant },
      })),
    ]);
    expect(unseen).toEqual([]);
    expect(notes.map((it) => it.says)).toEqual([
      "ResourceSet flux-system/tenants: only the cluster knows `id` of its inputs",
    ]);
  });

  it("of a provider are all that it has", () => {
    const fixed = provider("fixed", "{type: Static, defaultValues: {a: b}}");
    const name = '<< index inputs "absent" | default inputs.a >>';
    expect(names(`  inputsFrom: [{name: fixed}]\n  resources: [${MAP(name)}]`, [fixed])).toEqual(["b"]);
  });

  it("does not combine more than the operator does", () => {
    const many = `[${Array.from({ length: 101 }, (_, at) => `{n: ${at}}`).join(", ")}]`;
    const providers = ["a", "b"].map((it) => provider(it, "{type: Static, defaultValues: {k: v}}"));
    const spec = `  inputStrategy: {name: Permute}\n  inputs: ${many}\n  inputsFrom: [{name: a}, {name: b}]`;
    expect(unseen(`${spec}\n  resources: []`, providers)).toEqual([]);
    const more = `  inputs: [${Array.from({ length: 10_001 }, () => "{}").join(", ")}]\n  resources: []`;
    expect(unseen(more)).toEqual(["ResourceSet flux-system/tenants: it has more than 10000 inputs"]);
  });
});

describe("templates", () => {
  it("are YAML again once they are filled in", () => {
    const spec = `  inputs:
  - {name: a, port: 8080, on: true, labels: {app: web, tier: "1"}, list: [x, z], text: "8080", tls: null}
  resources:
  - apiVersion: example.org/v1
    kind: Thing
    metadata:
      name: << inputs.name >>
      labels: << inputs.labels | toYaml | nindent 6 >>
      << inputs.name >>/key: v
    spec:
      number: << inputs.port | int >>
      text: << inputs.text | quote >>
      quoted: "<< inputs.port >>"
      flag: << inputs.on >>
      none: << if inputs.tls >>x<< end >>
      or: << get inputs "absent" | default inputs.name >>
      list:
      - << index inputs.list 1 >>
      - deep: << inputs.list | toYaml | nindent 8 >>
      lines: |
        a: << inputs.name >>
        b: 1
`;
    expect(objects(spec)).toEqual([
      {
        apiVersion: "example.org/v1",
        kind: "Thing",
        metadata: { name: "a", labels: { app: "web", tier: "1" }, "a/key": "v" },
        spec: {
          number: 8080,
          text: "8080",
          quoted: 8080,
          flag: true,
          none: null,
          or: "a",
          list: ["z", { deep: ["x", "z"] }],
          lines: "a: a\nb: 1\n",
        },
      },
    ]);
  });

  it("are texts with several documents, too", () => {
    const spec = `  inputs: [{name: a, apps: [{name: web}, {name: db}]}]
  resourcesTemplate: |
    <<- $name := inputs.name >>
    <<- range $at, $app := inputs.apps >>
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: << $name >>-<< $app.name >>-<< $at >>
      namespace: x
    <<- end >>
    ---
    # nothing
    ---
    {apiVersion: v1, kind: List, items: [${MAP("<< $name >>")}]}`;
    expect(names(spec)).toEqual(["a-web-0", "a-db-1", "a"]);
  });

  it("make one object of equal ones, and none of what is switched off", () => {
    const spec = `  inputs: [{name: a, on: enabled}, {name: b, on: disabled}]
  resources:
  - ${MAP("shared")}
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: << inputs.name >>
      namespace: x
      annotations: {fluxcd.controlplane.io/reconcile: << inputs.on >>}`;
    expect(names(spec)).toEqual(["shared", "a"]);
  });

  it("are in steps", () => {
    expect(names(`  steps: [{name: a, resources: [${MAP("a")}]}, {name: b, resources: [${MAP("b")}]}]`)).toEqual([
      "a",
      "b",
    ]);
  });

  it("get common metadata", () => {
    const spec = `  commonMetadata: {labels: {team: a}, annotations: {by: b}}\n  resources: [${MAP("a")}]`;
    expect(objects(spec)).toMatchObject([{ metadata: { labels: { team: "a" }, annotations: { by: "b" } } }]);
  });

  it.each([
    ["<< inputs.absent >>", "no value for `absent`"],
    ["<< now >>", "the function `now` is not supported"],
    ["<< inputs.name", "`<<` is not closed"],
    ["<< inputs.name | nindent 0 >>", "with its inputs, a template is not valid YAML"],
    ["<< inputs.labels >>", "a list or map is printed"],
  ])("%s is not guessed", (text, because) => {
    const spec = (name: string): string => `  inputs: [{name: "a: b", labels: {}}]
  resources: [${MAP("known")}, ${MAP(name)}]`;
    expect(unseen(spec(text))).toEqual([`ResourceSet flux-system/tenants: ${because}`]);
    expect(names(spec(text))).toEqual(["known"]);
  });

  it("make no end of text or objects", () => {
    const list = `[${Array.from({ length: 300 }, () => "x").join(", ")}]`;
    const range = "<<- range inputs.l >><<- range inputs.l >><<- range inputs.l >>x<< end >><< end >><< end >>";
    const spec = `  inputs: [${Array.from({ length: 200 }, () => `{l: ${list}}`).join(", ")}]
  resourcesTemplate: |
    a: ${range}`;
    expect(unseen(spec)).toEqual([
      "ResourceSet flux-system/tenants: a string becomes too long",
      "ResourceSet flux-system/tenants: templates make too much",
    ]);
  });
});

it("refuses an object without the namespace that its kind needs", () => {
  const { problems, objects: made } = built(`  resources:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
  - {apiVersion: v1, kind: Namespace, metadata: {name: b}}`);
  expect(problems.map((it) => it.says)).toEqual(["ConfigMap `a` has no namespace: Flux Operator rejects it"]);
  expect(made).toHaveLength(1);
});

describe("places", () => {
  /** What stands in the ResourceSet where a path of its first object is written. */
  function written(text: string, ...path: readonly string[]): string {
    const root = object(text);
    const set = readResourceSet(root);
    const [made] = set === undefined ? [] : buildResourceSet(set, new PlanMemory(), () => []).objects;
    if (made === undefined) throw new Error("no object");
    const node = path.reduce((it, key) => it?.get(key), rootOf(renderedDocument(made)));
    if (node === undefined) throw new Error(`no ${path.join(".")}`);
    const { start, end } = locate(root.at.document, node.site("pair"));
    return root.at.document.text.slice(start, end);
  }

  const inputs = "  inputs: [{name: a, app: web}]\n";

  it("of a resource are those of its template", () => {
    const text = resourceSet(`${inputs}  resources:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: << inputs.name >>, namespace: x, labels: {app: << inputs.app >>}}`);
    expect(written(text, "metadata", "labels", "app")).toBe("app: << inputs.app >>");
    expect(written(text, "metadata", "namespace")).toBe("namespace: x");
  });

  it("of a text are pieces of it", () => {
    const text = resourceSet(`${inputs}  resourcesTemplate: |
    <<- if inputs.name >>
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: << inputs.name >>-x
      namespace: x
      labels:
        app: << inputs.app | quote >>
    <<- end >>`);
    expect(written(text, "metadata", "labels", "app")).toBe("app: << inputs.app | quote >>");
    expect(written(text, "metadata", "name")).toBe("name: << inputs.name >>-x");
    expect(written(text, "kind")).toBe("kind: ConfigMap");
  });
});
