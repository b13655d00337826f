/** Whatever a repository holds, its plan ends, and nothing outside is read. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { expect, it } from "vitest";
import { type Plan, planRepository } from "../../server/src/gitops/plan.js";
import { PlanMemory } from "../../server/src/gitops/plan-memory.js";
import { build } from "../../server/src/kustomize/index.js";
import { treeOf } from "../kit/file-tree.js";
import { application, fluxKustomization } from "../kit/gitops.js";

/** Within this a busy machine plans any of them: the bounds cut most, and the worst take seconds. */
const ENDS = 60_000;

function planned(texts: Readonly<Record<string, string>>): { plan: Plan | undefined; asked: readonly string[] } {
  const tree = treeOf(texts);
  const asked: string[] = [];
  const file = (path: string) => {
    asked.push(path);
    return tree.file(path);
  };
  const plan = planRepository({
    tree: { ...tree, file },
    build: (files, request) => build(files, request),
    tracking: "annotation",
    memory: new PlanMemory(),
  });
  return { plan, asked };
}

const ks = (name: string, spec: string): string => fluxKustomization(name, `{${spec}}`);
const many = (count: number, of: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => of(at)).join("---\n");
const source = (path: string): string => `{repoURL: HERE, path: "${path}"}`;

const list = (count: number, key: string): string =>
  `{list: {elements: [${Array.from({ length: count }, (_, at) => `{${key}: x${at}}`).join(", ")}]}}`;

const inputs = (count: number): string => {
  const each = `l: [${Array.from({ length: count }, (_, at) => at).join(", ")}]`;
  return `[${Array.from({ length: count }, (_, at) => `{n: n${at}, ${each}}`).join(", ")}]`;
};

const resourceSet = (name: string, of: string, template: string): string => `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: '${name}', namespace: x}
spec:
  inputs: ${of}
  resourcesTemplate: |
    ${template.replaceAll("\n", "\n    ")}
`;

it.each<readonly [string, Readonly<Record<string, string>>]>([
  [
    "a ring of a thousand",
    Object.fromEntries(
      Array.from({ length: 1_000 }, (_, at) => [`d${at}/ks.yaml`, ks(`k${at}`, `path: ./d${(at + 1) % 1_000}`)]),
    ),
  ],
  ["five thousand in one file", { "a/ks.yaml": many(5_000, (at) => ks(`k${at}`, "path: ./a")) }],
  [
    "each applies all",
    Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`all/k${at}.yaml`, ks(`k${at}`, "path: ./all")])),
  ],
  ["names that grow", { "a/ks.yaml": many(20, (at) => ks(`k${at}`, `path: ./a, namePrefix: p${at}-`)) }],
  [
    "ResourceSets that make ResourceSets",
    {
      "a/set.yaml": resourceSet(
        "a",
        inputs(200),
        resourceSet(
          "<< inputs.n >>",
          inputs(200),
          resourceSet('<< inputs.n >>-<< "<<" >> inputs.n >>', inputs(200), ""),
        ),
      ),
    },
  ],
  [
    "a ResourceSet that makes itself longer",
    {
      "a/set.yaml": resourceSet(
        "a",
        inputs(50),
        `a: ${"<< range inputs.l >><< range inputs.l >>x".repeat(3)}${"<< end >>".repeat(6)}`,
      ),
    },
  ],
  [
    "a chart that makes itself",
    {
      "a/app.yaml": application("a", `{source: ${source("chart")}}`),
      "chart/Chart.yaml": "name: c",
      "chart/templates/a.yaml": many(5, (at) =>
        application(`{{ .Release.Name }}${at}`, `{source: ${source("chart")}}`),
      ),
    },
  ],
  [
    "a matrix of matrices",
    {
      "a/set.yaml": application(
        "set",
        `{generators: [{matrix: {generators: [${list(400, "a")}, ${list(400, "b")}, ${list(400, "c")}]}}], template: {metadata: {name: "{{a}}{{b}}"}, spec: {source: ${source("a")}}}}`,
        "ApplicationSet",
      ),
    },
  ],
  [
    "globs that try everything",
    {
      "a/set.yaml": application(
        "set",
        `{generators: [{git: {repoURL: HERE, files: [{path: "${"*a".repeat(500)}"}]}}], template: {metadata: {name: x}, spec: {source: ${source("a")}}}}`,
        "ApplicationSet",
      ),
      [`a/${"a".repeat(2_000)}.yaml`]: "a: b",
    },
  ],
  [
    "values that swell",
    {
      "a/ks.yaml": ks("k", `path: ./a, postBuild: {substitute: {A: "${"a".repeat(100_000)}"}}`),
      "a/map.yaml": `kind: ConfigMap\napiVersion: v1\nmetadata: {name: m}\ndata: {x: "${"${A}".repeat(10_000)}"}\n`,
    },
  ],
  [
    "aliases that swell",
    {
      "a/ks.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: k, namespace: x}
spec:
  path: ./a
  patches: &a [x, x, x, x, x, x, x, x, x]
  b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
  c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
  d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
  components: [*d, *d, *d, *d, *d, *d, *d, *d, *d]
`,
    },
  ],
  [
    "ignore rules without end",
    { ".sourceignore": `${"**/".repeat(2_000)}x\n`.repeat(20), "a/b/c/d/ks.yaml": ks("k", "path: ./a") },
  ],
])(
  "%s",
  (_, texts) => {
    expect(planned(texts).plan).toBeDefined();
  },
  ENDS,
);

it("reads nothing outside", () => {
  const { plan, asked } = planned({
    "a/ks.yaml": ks("k", "path: ../../../../etc, components: [../../../../etc]"),
    "a/l.yaml": ks("l", "path: ./a, components: [../../../../etc, /etc]"),
    "a/app.yaml": application("app", `{source: ${source("../../../../etc")}}`),
    "a/set.yaml": application(
      "set",
      `{generators: [{git: {repoURL: HERE, files: [{path: "../../etc/*"}]}}], template: {metadata: {name: x}, spec: {source: ${source("/etc/../..")}}}}`,
      "ApplicationSet",
    ),
  });
  expect(asked.filter((it) => it.startsWith("/") || it.includes(".."))).toEqual([]);
  expect(plan?.clusters.flatMap((it) => it.builds.flatMap((one) => one.unseen.map((two) => two.because)))).toContain(
    "Kustomization flux-system/k: its path is outside the repository",
  );
});

it("a key of the prototype is a key like others", () => {
  const set = `{goTemplate: true, generators: [{list: {elements: [{__proto__: {polluted: yes}, constructor: x}]}}],
    template: {metadata: {name: "{{ .constructor }}"}, spec: {source: ${source("a")}}}}`;
  const { plan } = planned({ "a/set.yaml": application("set", set, "ApplicationSet") });
  expect(plan?.clusters.flatMap((it) => it.builds.map((one) => one.name))).toEqual(["Application x"]);
  expect(({} as Record<string, unknown>).polluted).toBe(undefined);
});
