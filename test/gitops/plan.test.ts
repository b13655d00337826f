/** Who applies what into which cluster. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { describe, expect, it } from "vitest";
import { type Coverage, coverageOf } from "../../server/src/gitops/coverage.js";
import { type Plan, planRepository } from "../../server/src/gitops/plan.js";
import { PlanMemory } from "../../server/src/gitops/plan-memory.js";
import {
  BuildCache,
  type Build,
  type BuildRequest,
  build,
  toPlain,
  type TreeFile,
} from "../../server/src/kustomize/index.js";
import { treeOf } from "../kit/file-tree.js";
import { application, fluxKustomization } from "../kit/gitops.js";

function planned(texts: Readonly<Record<string, string>>): Plan {
  const plan = planRepository({
    tree: treeOf(texts),
    build,
    tracking: "annotation",
    memory: new PlanMemory(),
  });
  if (plan === undefined) throw new Error("no plan");
  return plan;
}

/** `namespace/name` of the ConfigMaps that reach each cluster. */
function reached(texts: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(
    planned(texts).clusters.map(({ name, builds }) => [
      name,
      builds.flatMap((it) =>
        it.objects.flatMap(({ root }) => {
          const { kind, metadata } = toPlain(root) as unknown as { kind: string; metadata: Record<string, string> };
          return kind === "ConfigMap" ? [`${metadata.namespace ?? ""}/${metadata.name}`] : [];
        }),
      ),
    ]),
  );
}

const problems = (texts: Readonly<Record<string, string>>): string[] =>
  planned(texts).clusters.flatMap((it) => it.builds.flatMap((one) => one.problems.map((two) => two.says)));

const notes = (texts: Readonly<Record<string, string>>): string[] =>
  planned(texts).clusters.flatMap((it) =>
    [...it.notes, ...it.builds.flatMap((one) => one.notes)].map((one) => one.says),
  );

const unseen = (texts: Readonly<Record<string, string>>): string[] =>
  planned(texts).clusters.flatMap((it) => it.builds.flatMap((one) => one.unseen.map((two) => two.because)));

const map = (name: string, data = "{}", namespace = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${name}"${namespace === "" ? "" : `, namespace: ${namespace}`}}\ndata: ${data}\n`;

const ks = (name: string, spec: string): string =>
  fluxKustomization(name, `{sourceRef: {kind: GitRepository, name: flux-system}, ${spec}}`);

const bootstrap = (cluster: string): Record<string, string> => ({
  [`clusters/${cluster}/flux-system/gotk-sync.yaml`]: ks("flux-system", `path: ./clusters/${cluster}`),
});

describe("GO-12: parents before their children", () => {
  it("reads a child as its parent has made it", () => {
    expect(
      reached({
        ...bootstrap("home"),
        "clusters/home/apps.yaml": ks("apps", "path: ./apps, postBuild: {substitute: {TEAM: red}}"),
        "apps/ks.yaml": ks("child", 'path: ./child, targetNamespace: "${TEAM}"'),
        "child/map.yaml": map("made"),
      }),
    ).toEqual({ "clusters/home": ["red/made"] });
  });

  it("reads a child's patches as they are filled in", () => {
    expect(
      reached({
        ...bootstrap("home"),
        "clusters/home/apps.yaml": ks("apps", "path: ./apps, postBuild: {substitute: {TEAM: red}}"),
        "apps/ks.yaml": ks(
          "child",
          "path: ./child, targetNamespace: one, patches: [{target: {kind: ConfigMap}, patch: '[{op: replace, path: /metadata/name, value: ${TEAM}}]'}]",
        ),
        "child/map.yaml": map("made"),
      }),
    ).toEqual({ "clusters/home": ["one/red"] });
  });

  it("takes an object that changes itself as it comes out", () => {
    const texts = {
      "clusters/home/kustomization.yaml": `resources: [ks.yaml, map.yaml]
patches:
  - target: {kind: Kustomization}
    patch: |-
      - {op: add, path: /spec/postBuild, value: {substitute: {NAME: filled}}}
`,
      "clusters/home/ks.yaml": ks("flux-system", "path: ./clusters/home"),
      "clusters/home/map.yaml": map("${NAME}", "{}", "x"),
    };
    expect(reached(texts)).toEqual({ "clusters/home": ["x/filled"] });
  });

  it("ends where two apply each other, and says so", () => {
    const texts = {
      "a/ks.yaml": ks("a", "path: ./b"),
      "b/ks.yaml": ks("b", "path: ./a, targetNamespace: flux-system"),
      "b/map.yaml": map("one", "{}", "x"),
    };
    expect(reached(texts)).toEqual({ ".": ["x/one"] });
    expect(notes(texts)).toEqual(["Kustomization `a` and Kustomization `b` apply each other"]);
  });

  it("ends where each build makes a name longer", () => {
    const texts = { "a/ks.yaml": ks("a", "path: ./a, namePrefix: x-") };
    expect(planned(texts).clusters[0]?.builds.length).toBeLessThan(40);
  });
});

describe("GO-9, GO-30: variables from what the same cluster applies", () => {
  const texts = (namespace: string): Record<string, string> => ({
    ...bootstrap("home"),
    "clusters/home/apps.yaml": ks("apps", "path: ./apps, postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}"),
    "clusters/home/settings.yaml": ks("settings", `path: ./settings, targetNamespace: ${namespace}`),
    "apps/map.yaml": map("${NAME}", "{}", "shop"),
    "settings/map.yaml": map("vars", "{NAME: web}"),
  });

  it("waits for them, whatever the order", () => {
    expect(reached(texts("flux-system"))).toEqual({ "clusters/home": ["flux-system/vars", "shop/web"] });
  });

  it("does not take them from another namespace, and leaves the text", () => {
    expect(reached(texts("other"))).toEqual({ "clusters/home": ["other/vars", "shop/${NAME}"] });
    expect(unseen(texts("other"))).toEqual([]);
    expect(notes(texts("other"))).toEqual(["ConfigMap `vars` is not in this workspace: its variables are unknown"]);
    const objects = planned(texts("other")).clusters[0]?.builds.flatMap((it) => it.objects) ?? [];
    expect(objects.flatMap((it) => it.unknown.map((one) => one.names))).toEqual([["NAME"]]);
  });

  it("takes them from what lies beside the object that begins the cluster, if nothing applies it", () => {
    const beside = {
      "start/apps.yaml": ks("apps", "path: ./apps, postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}"),
      "start/vars.yaml": map("vars", "{NAME: web}", "flux-system"),
      "apps/map.yaml": map("${NAME}", "{}", "shop"),
    };
    expect(Object.values(reached(beside))).toEqual([["shop/web"]]);
    expect(notes(beside)).toEqual([]);
    // Not from another namespace, from a folder whose kustomization lists something else, or where it is there twice.
    for (const other of [
      { "start/vars.yaml": map("vars", "{NAME: web}", "other") },
      { "start/kustomization.yaml": "resources: [apps.yaml]" },
      { "start/more.yaml": map("vars", "{NAME: api}", "flux-system") },
    ]) {
      expect(notes({ ...beside, ...other })).toEqual([
        "ConfigMap `vars` is not in this workspace: its variables are unknown",
      ]);
    }
    // What is applied comes first.
    const applied = {
      ...beside,
      "start/more.yaml": ks("more", "path: ./more"),
      "more/vars.yaml": map("vars", "{NAME: api}", "flux-system"),
    };
    expect(Object.values(reached(applied))).toEqual([["flux-system/vars", "shop/api"]]);
  });

  it("says once that nothing sets a variable", () => {
    expect(
      notes({
        ...bootstrap("home"),
        "clusters/home/apps.yaml": ks("apps", "path: ./apps, postBuild: {substitute: {A: a}}"),
        "apps/a.yaml": map("${B}", '{x: "${B}"}', "shop"),
        "apps/b.yaml": map("b", '{x: "${B}"}', "shop"),
      }),
    ).toEqual([
      "Nothing sets the variable `B`, and it has no default: since kustomize-controller 1.9 nothing is applied",
    ]);
  });
});

describe("GO-6", () => {
  it("refuses an object without a namespace, which is not in default", () => {
    const texts = {
      ...bootstrap("home"),
      "clusters/home/map.yaml": map("lost"),
      "clusters/home/role.yaml": "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\n",
    };
    expect(reached(texts)).toEqual({ "clusters/home": [] });
    expect(problems(texts)).toEqual([
      "ConfigMap `lost` has no namespace, and Kustomization flux-system/flux-system sets none: Flux rejects it",
    ]);
  });
});

describe("GO-16, GO-17: clusters", () => {
  it("are told apart by what bootstraps each", () => {
    expect(
      reached({
        ...bootstrap("home"),
        ...bootstrap("prod"),
        "clusters/home/apps.yaml": ks("apps", "path: ./apps, targetNamespace: home"),
        "clusters/prod/apps.yaml": ks("apps", "path: ./apps, targetNamespace: prod"),
        "apps/map.yaml": map("web"),
      }),
    ).toEqual({ "clusters/home": ["home/web"], "clusters/prod": ["prod/web"] });
  });

  it("are told apart by roots of one name", () => {
    expect(
      reached({
        "a/flux/ks.yaml": ks("apps", "path: ./a/apps, targetNamespace: x"),
        "b/flux/ks.yaml": ks("apps", "path: ./b/apps, targetNamespace: x"),
        "b/flux/more.yaml": ks("more", "path: ./b/more, targetNamespace: x"),
        "a/apps/map.yaml": map("a"),
        "b/apps/map.yaml": map("b"),
        "b/more/map.yaml": map("more"),
      }),
    ).toEqual({ a: ["x/a"], b: ["x/b", "x/more"] });
  });

  it("leave out a Kustomization that nobody lists any more", () => {
    expect(
      reached({
        "flux/ks.yaml": ks("apps", "path: ./apps"),
        "apps/kustomization.yaml": "resources: [web/ks.yaml]",
        "apps/web/ks.yaml": ks("web", "path: ./apps/web/app, targetNamespace: x"),
        "apps/old/ks.yaml": ks("old", "path: ./apps/old/app, targetNamespace: x"),
        "apps/web/app/map.yaml": map("web"),
        "apps/old/app/map.yaml": map("old"),
      }),
    ).toEqual({ ".": ["x/web"] });
  });

  it("do not begin in hidden folders, unless there is nothing else", () => {
    const texts = { ".archive/ks.yaml": ks("old", "path: ./old, targetNamespace: x"), "old/map.yaml": map("old") };
    expect(reached(texts)).toEqual({ ".": ["x/old"] });
    expect(
      reached({ ...texts, "ks.yaml": ks("new", "path: ./new, targetNamespace: x"), "new/map.yaml": map("new") }),
    ).toEqual({ ".": ["x/new"] });
  });

  it("finds folders of an artifact that is made of a part of the repository", () => {
    const source = "sourceRef: {kind: OCIRepository, name: flux-system}";
    expect(
      reached({
        "kubernetes/ks.yaml": fluxKustomization("a", `{${source}, path: ./apps/a, targetNamespace: x}`),
        "kubernetes/ks2.yaml": fluxKustomization("b", `{${source}, path: ./apps/b, targetNamespace: x}`),
        "kubernetes/apps/a/map.yaml": map("a"),
        "kubernetes/apps/b/map.yaml": map("b"),
      }),
    ).toEqual({ ".": ["x/a", "x/b"] });
  });

  it("finds folders where a part of the repository is open", () => {
    expect(
      reached({
        "ks.yaml": ks("a", "path: ./kubernetes/apps/a, targetNamespace: x"),
        "ks2.yaml": ks("b", "path: ./kubernetes/apps/b, targetNamespace: x"),
        "apps/a/map.yaml": map("a"),
        "apps/b/map.yaml": map("b"),
      }),
    ).toEqual({ ".": ["x/a", "x/b"] });
  });

  it("does not see what is built from another repository", () => {
    expect(
      unseen({
        ...bootstrap("home"),
        "clusters/home/apps.yaml": ks("apps", "path: ./apps, targetNamespace: x"),
        "apps/map.yaml": map("web"),
        "clusters/home/a.yaml": fluxKustomization(
          "a",
          "{sourceRef: {kind: GitRepository, name: snapshotter}, path: ./crds}",
        ),
        "clusters/home/b.yaml": fluxKustomization("b", "{sourceRef: {kind: OCIRepository, name: flux}, path: ./}"),
        "clusters/home/c.yaml": ks("c", "path: ./gone"),
      }),
    ).toEqual([
      "Kustomization flux-system/a: GitRepository `snapshotter` is not this repository",
      "Kustomization flux-system/b: OCIRepository `flux` is not this repository",
      "Kustomization flux-system/c: the folder `gone` is not in this workspace",
    ]);
  });
});

it("GO-16: does not take the root of one source among others for this repository", () => {
  expect(
    unseen({
      "clusters/base/apps.yaml": fluxKustomization(
        "apps",
        "{sourceRef: {kind: OCIRepository, name: here}, path: providers}",
      ),
      "clusters/base/tenant.yaml": fluxKustomization(
        "tenant",
        "{sourceRef: {kind: GitRepository, name: tenant}, path: ./}",
      ),
      "apps/map.yaml": map("a"),
    }),
  ).toContain("Kustomization flux-system/tenant: GitRepository `tenant` is not this repository");
});

it("GO-3: leaves out what the source names", () => {
  expect(
    reached({
      ...bootstrap("home"),
      "source.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {ignore: "**/out.yaml"}
`,
      "clusters/home/out.yaml": map("out", "{}", "x"),
      "clusters/home/in.yaml": map("in", "{}", "x"),
    }),
  ).toEqual({ "clusters/home": ["x/in"] });
});

it("GO-3: takes what a cluster's own source names, where others have one of the same name", () => {
  const cluster = (name: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: home, namespace: flux-system}
spec: {ignore: "/*\\n!/${name}\\n!/apps\\n"}
---
${fluxKustomization("cluster", `{path: ./${name}/flux, sourceRef: {kind: GitRepository, name: home}}`)}`;
  const files = (name: string): Record<string, string> => ({
    [`${name}/flux/cluster.yaml`]: cluster(name),
    [`${name}/flux/map.yaml`]: map(name, "{}", "x"),
  });
  expect(reached({ ...files("east"), ...files("north"), ...files("west"), "apps/a.yaml": map("a") })).toEqual({
    east: ["x/east"],
    north: ["x/north"],
    west: ["x/west"],
  });
});

it("GO-14: puts what has a kubeConfig into another cluster", () => {
  expect(
    reached({
      ...bootstrap("home"),
      "clusters/home/edge.yaml": ks(
        "edge",
        "path: ./edge, targetNamespace: x, kubeConfig: {secretRef: {name: edge-kube}}",
      ),
      "edge/map.yaml": map("edge"),
      "clusters/home/map.yaml": map("own", "{}", "x"),
    }),
  ).toEqual({ "clusters/home": ["x/own"], "edge-kube": ["x/edge"] });
});

it("GO-15: begins at a FluxInstance", () => {
  expect(
    reached({
      "flux.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: {sync: {kind: GitRepository, url: https://example.org/fleet, path: clusters/home}}
`,
      "clusters/home/apps.yaml": ks("apps", "path: ./apps, targetNamespace: x"),
      "apps/map.yaml": map("app"),
    }),
  ).toEqual({ ".": ["x/app"] });
});

describe("ResourceSets", () => {
  const set = (name: string, spec: string): string =>
    `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  ${spec}\n`;
  const tenants = set(
    "tenants",
    `inputsFrom: [{name: tenants}]
  resources:
  - apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: << inputs.tenant >>, namespace: flux-system}
    spec: {path: './apps/<< inputs.tenant >>', targetNamespace: '\${region}-<< inputs.tenant >>', sourceRef: {kind: GitRepository, name: flux-system}}`,
  );
  const provider = (tenant: string): string =>
    `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSetInputProvider
metadata: {name: tenants, namespace: flux-system}
spec: {type: Static, defaultValues: {tenant: ${tenant}}}
`;

  it("apply what they make, with the inputs and variables of each cluster", () => {
    const cluster = (name: string, tenant: string): Record<string, string> => ({
      ...bootstrap(name),
      [`clusters/${name}/sets.yaml`]: ks("sets", `path: ./sets, postBuild: {substitute: {region: ${name}}}`),
      [`clusters/${name}/tenant.yaml`]: provider(tenant),
    });
    const texts = {
      ...cluster("east", "shop"),
      ...cluster("west", "mail"),
      "sets/tenants.yaml": tenants,
      "apps/shop/map.yaml": map("shop"),
      "apps/mail/map.yaml": map("mail"),
    };
    expect(reached(texts)).toEqual({ "clusters/east": ["east-shop/shop"], "clusters/west": ["west-mail/mail"] });
    expect(unseen(texts)).toEqual([]);
  });

  it("wait for inputs that come later", () => {
    const texts = {
      ...bootstrap("home"),
      "clusters/home/a.yaml": tenants.replace("${region}-", ""),
      "clusters/home/b.yaml": ks("inputs", "path: ./inputs"),
      "inputs/tenant.yaml": provider("shop"),
      "apps/shop/map.yaml": map("shop"),
    };
    expect(reached(texts)).toEqual({ "clusters/home": ["shop/shop"] });
  });

  it("begin a cluster where nothing applies them, unless something applies others", () => {
    const alone = {
      "tenants.yaml": tenants.replace("${region}-", ""),
      "inputs.yaml": provider("shop"),
      "apps/shop/map.yaml": map("shop"),
    };
    expect(reached(alone)).toEqual({ ".": ["shop/shop"] });
    const hub = {
      ...bootstrap("home"),
      "clusters/home/ks.yaml": ks("other", "path: ./other"),
      "other/m.yaml": map("m", "{}", "x"),
    };
    expect(reached({ ...alone, ...hub })).toEqual({ "clusters/home": ["x/m"] });
  });

  it("end where they make each other", () => {
    const own = set(
      "a",
      `resources: [{apiVersion: fluxcd.controlplane.io/v1, kind: ResourceSet, metadata: {name: a, namespace: flux-system}, spec: {resources: []}}]`,
    );
    expect(unseen({ "a.yaml": own })).toEqual([]);
  });

  it("are no copies of data that they only name", () => {
    const copy = set(
      "a",
      `resources:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: vars, namespace: flux-system, annotations: {fluxcd.controlplane.io/copyFrom: other/vars}}`,
    );
    const texts = (data: string): Record<string, string> => ({
      ...bootstrap("home"),
      "clusters/home/a.yaml": copy,
      "clusters/home/ks.yaml": ks(
        "app",
        "path: ./app, targetNamespace: x, postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}",
      ),
      "clusters/home/b.yaml": data,
      "app/map.yaml": map("${WHERE}"),
    });
    expect(reached(texts(map("vars", "{WHERE: there}", "other")))["clusters/home"]).toContain("x/there");
    expect(problems(texts(map("none", "{}", "other")))).toEqual([]);
    expect(notes(texts(map("none", "{}", "other")))).toEqual([
      "ConfigMap `vars` is not in this workspace: its variables are unknown",
    ]);
  });
});

describe("a kustomization that lists what nothing applies", () => {
  const cluster = (name: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    [`clusters/${name}/kustomization.yaml`]: `namespace: flux-system
resources: [apps.yaml, beside]
configMapGenerator: [{name: vars, literals: [WHERE=${name}], options: {disableNameSuffixHash: true}}]
patches: [{target: {kind: Kustomization}, patch: "[{op: add, path: /spec/targetNamespace, value: x}]"}]`,
    [`clusters/${name}/apps.yaml`]: ks(
      "apps",
      "path: ./apps, postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}",
    ),
    [`clusters/${name}/beside/kustomization.yaml`]: "resources: [map.yaml]",
    [`clusters/${name}/beside/map.yaml`]: map("beside"),
    "apps/map.yaml": map("${WHERE}"),
    ...more,
  });

  it("begins a cluster, with all that it makes", () => {
    const texts = { ...cluster("east"), ...cluster("west") };
    expect(reached(texts)).toEqual({
      "clusters/east": ["flux-system/beside", "flux-system/vars", "x/east"],
      "clusters/west": ["flux-system/beside", "flux-system/vars", "x/west"],
    });
    expect(notes(texts)).toEqual([]);
    const more = {
      "clusters/east/more/kustomization.yaml": "resources: [map.yaml]",
      "clusters/east/more/map.yaml": map("m"),
    };
    const coverage = coverageOf(planned({ ...texts, ...more }));
    expect(coverage("clusters/east/beside/map.yaml")).toBe("built");
    expect(coverage("clusters/east/more/map.yaml")).toBe("loose");
  });

  it("does not if it lists what is applied another way", () => {
    const texts = cluster("east", {
      "clusters/east/beside/kustomization.yaml": "resources: [map.yaml, ../../../apps/map.yaml]",
    });
    expect(reached(texts)).toEqual({ ".": [] });
    // What the root has applied may apply the root.
    const ring = {
      "apps/kustomization.yaml": "resources: [root.yaml]",
      "apps/root.yaml": ks("root", "path: ./flux"),
      "flux/kustomization.yaml": "resources: [apps.yaml]",
      "flux/apps.yaml": ks("apps", "path: ./apps"),
    };
    expect(planned(ring).clusters[0]?.builds.map((it) => it.name)).toEqual([
      "Kustomization flux-system/root",
      "Kustomization flux-system/apps",
    ]);
  });

  it("does not if another one lists the same", () => {
    const other = { "other/kustomization.yaml": "resources: [../clusters/east/apps.yaml]" };
    const texts = cluster("east", { ...other, "apps/map.yaml": map("${WHERE}", "{}", "y") });
    expect(reached(texts)).toEqual({ ".": ["y/${WHERE}"] });
  });

  it("does not if it is a component, hidden, or applied", () => {
    const component = { "other/kustomization.yaml": "kind: Component\nresources: [../clusters/east/apps.yaml]" };
    const hidden = { ".ci/kustomization.yaml": "resources: [../clusters/east/apps.yaml]" };
    expect(reached(cluster("east", { ...component, ...hidden }))["."]).toContain("x/east");
    const applied = {
      ...bootstrap("home"),
      "clusters/home/flux-system/kustomization.yaml": "resources: [gotk-sync.yaml]",
    };
    expect(planned(applied).clusters[0]?.builds.map((it) => it.name)).toEqual([
      "Kustomization flux-system/flux-system",
    ]);
  });
});

describe("Applications of a chart", () => {
  const template = (name: string, more = ""): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  source:
    repoURL: {{ .Values.repo }}
    path: {{ .Values.apps }}/${name}
  destination:
    namespace: {{ .Release.Name }}-{{ .Values.spaces.${name} | default "none" }}
${more}`;
  const texts = (files: Readonly<Record<string, string>>): Record<string, string> => ({
    "root.yaml": application(
      "root",
      "{source: {repoURL: https://example.org/fleet, path: chart, helm: {valuesObject: {spaces: {web: shop}}, parameters: [{name: apps, value: apps}]}}, destination: {namespace: argocd}}",
    ),
    "chart/Chart.yaml": "apiVersion: v2\nname: root\nversion: 1.0.0\n",
    "chart/values.yaml": "repo: https://example.org/fleet\napps: none\nspaces: {web: none, db: data}\n",
    "apps/web/map.yaml": map("web"),
    "apps/db/map.yaml": map("db"),
    ...files,
  });

  it("are built, with the chart's values and those of who installs it", () => {
    const files = texts({ "chart/templates/web.yaml": template("web"), "chart/templates/db.yaml": template("db") });
    expect(reached(files)).toEqual({ ".": ["root-data/db", "root-shop/web"] });
    expect(unseen(files)).toEqual([]);
  });

  it("may be made in a loop, and not at all", () => {
    const loop = `{{- range $name, $space := .Values.spaces }}
{{- if ne $name "db" }}
---
${template("web").replaceAll(".Values", "$.Values").replaceAll(".Release", "$.Release")}
{{- end }}
{{- end }}`;
    expect(reached(texts({ "chart/templates/all.yaml": loop }))).toEqual({ ".": ["root-shop/web"] });
  });

  it("leave the rest of the chart unknown", () => {
    const rest = ["Application root: chart in `chart`"];
    const one = { "chart/templates/web.yaml": template("web") };
    const more = { ...one, "chart/templates/db.yaml": template("db", '    x: {{ include "x" . }}') };
    expect(reached(texts(more))).toEqual({ ".": ["root-shop/web"] });
    expect(unseen(texts(more))).toEqual(rest);
    expect(unseen(texts({ ...one, "chart/templates/map.yaml": map("{{ .Values.x }}") }))).toEqual(rest);
    expect(unseen(texts({ ...one, "chart/Chart.yaml": "name: root\ndependencies: [{name: x}]\n" }))).toEqual(rest);
    expect(reached(texts({ ...one, "chart/values.yaml": "[]" }))).toEqual({ ".": [] });
  });

  it("are beside what templates without actions say, hooks apart", () => {
    const one = { "chart/templates/web.yaml": template("web"), "chart/templates/sub/map.yaml": map("x") };
    expect(reached(texts(one))).toEqual({ ".": ["argocd/x", "root-shop/web"] });
    expect(unseen(texts(one))).toEqual([]);
    expect(coverageOf(planned(texts(one)))("chart/templates/sub/map.yaml")).toBe("built");
    const hook = `${map("y")}# annotations: helm.sh/hook`;
    expect(reached(texts({ ...one, "chart/templates/hook.yaml": hook }))).toEqual({
      ".": ["argocd/x", "root-shop/web"],
    });
    expect(unseen(texts({ ...one, "chart/templates/hook.yaml": hook }))).toEqual([
      "Application root: chart in `chart`",
    ]);
  });

  it("end where a chart makes itself", () => {
    const self = template("web").replace("{{ .Values.apps }}/web", "chart");
    expect(reached(texts({ "chart/templates/web.yaml": self }))).toEqual({ ".": [] });
  });

  it("are no roots of their own where they are written as well", () => {
    const written = application(
      "db",
      "{source: {repoURL: https://example.org/fleet, path: apps/db}, destination: {namespace: x}}",
    );
    const files = texts({ "chart/templates/web.yaml": template("web"), "apps/web/db.yaml": written });
    expect(planned(files).clusters[0]?.builds[0]?.name).toBe("Application root");
    expect(reached(files)).toEqual({ ".": ["root-shop/web", "x/db"] });
  });
});

it("takes no patch for an object", () => {
  expect(
    reached({
      ...bootstrap("home"),
      "clusters/home/kustomization.yaml":
        "resources: [flux-system/gotk-sync.yaml, apps.yaml]\npatches: [{path: patch.yaml}]",
      "clusters/home/apps.yaml": ks("apps", "path: ./apps"),
      "clusters/home/patch.yaml": ks("apps", "targetNamespace: x"),
      "apps/map.yaml": map("app"),
    }),
  ).toEqual({ "clusters/home": ["x/app"] });
});

it("GO-18: builds one folder several times", () => {
  expect(
    reached({
      ...bootstrap("home"),
      "clusters/home/one.yaml": ks("one", "path: ./app, targetNamespace: one"),
      "clusters/home/two.yaml": ks("two", "path: ./app, targetNamespace: two"),
      "app/map.yaml": map("app"),
    }),
  ).toEqual({ "clusters/home": ["one/app", "two/app"] });
});

const source = (path: string, more = ""): string => `{repoURL: https://example.org/here, path: ${path}${more}}`;

describe("Argo CD", () => {
  it("GO-25: renders each source, and of one id takes the last", () => {
    const plan = planned({
      "app.yaml": application("shop", `{sources: [${source("a")}, ${source("b")}], destination: {namespace: x}}`),
      "a/map.yaml": map("one", "{from: a}"),
      "b/map.yaml": map("one", "{from: b}"),
    });
    const objects = plan.clusters[0]?.builds.flatMap((it) => it.objects.map(({ root }) => toPlain(root))) ?? [];
    expect(objects).toMatchObject([{ data: { from: "b" } }]);
  });

  it("GO-26: tells clusters by their destination, and follows applications of applications", () => {
    expect(
      reached({
        "root.yaml": application("root", `{source: ${source("apps")}, destination: {namespace: argocd}}`),
        "apps/near.yaml": application("near", `{source: ${source("near")}, destination: {namespace: x}}`),
        "apps/far.yaml": application("far", `{source: ${source("near")}, destination: {name: edge, namespace: x}}`),
        "near/map.yaml": map("near"),
      }),
    ).toEqual({ ".": ["x/near"], edge: ["x/near"] });
  });

  it("GO-27: sees what the repository itself holds", () => {
    expect(
      unseen({
        "one.yaml": application("one", `{source: ${source("a")}, destination: {namespace: x}}`),
        "two.yaml": application("two", "{source: {repoURL: https://example.org/other, path: guestbook}}"),
        "three.yaml": application("three", "{source: {repoURL: https://charts.example.org, chart: redis}}"),
        "a/map.yaml": map("a"),
      }),
    ).toEqual(["Application three: chart `redis`", "Application two: it is built from https://example.org/other"]);
  });

  it("GO-28: does not take for out of use what a generated application applies", () => {
    const set = `{goTemplate: true, generators: [{git: {repoURL: https://example.org/here, directories: [{path: apps/*}]}}],
      template: {metadata: {name: "{{.path.basename}}"}, spec: {source: ${source('"{{.path.path}}"')}, destination: {namespace: x}}}}`;
    const plan = planned({
      "set.yaml": application("set", set, "ApplicationSet"),
      "apps/one/app.yaml": application("inner", `{source: ${source("inner")}, destination: {namespace: y}}`),
      "inner/map.yaml": map("inner"),
    });
    expect(plan.clusters.map((it) => it.builds.map((one) => one.name))).toEqual([
      ["Application one", "Application inner"],
    ]);
  });
});

it("GO-32: tells what is built, what is left out, and what nobody speaks of", () => {
  const texts = {
    ...bootstrap("home"),
    "clusters/home/kustomization.yaml": "resources: [flux-system/gotk-sync.yaml, apps.yaml]",
    "clusters/home/apps.yaml": ks("apps", "path: ./apps, targetNamespace: x"),
    "clusters/home/old.yaml": ks("old", "path: ./old, targetNamespace: x"),
    "apps/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]",
    "apps/patch.yaml": map("a", "{b: c}"),
    "apps/unlisted/map.yaml": map("b"),
    "base/kustomization.yaml": "resources: [map.yaml]",
    "base/map.yaml": map("a"),
    "base/forgotten.yaml": map("f"),
    "old/map.yaml": map("o"),
    "examples/map.yaml": map("e"),
  };
  const coverage = coverageOf(planned(texts));
  const those = (what: Coverage): string[] => Object.keys(texts).filter((it) => coverage(it) === what);
  expect({ built: those("built"), "left-out": those("left-out"), loose: those("loose") }).toEqual({
    built: [
      "clusters/home/flux-system/gotk-sync.yaml",
      "clusters/home/kustomization.yaml",
      "clusters/home/apps.yaml",
      "apps/kustomization.yaml",
      "apps/patch.yaml",
      "base/kustomization.yaml",
      "base/map.yaml",
    ],
    "left-out": ["clusters/home/old.yaml", "apps/unlisted/map.yaml", "base/forgotten.yaml", "old/map.yaml"],
    loose: ["examples/map.yaml"],
  });
});

it("keeps what an edit elsewhere does not touch", () => {
  const texts: Record<string, string> = {
    ...bootstrap("home"),
    "clusters/home/one.yaml": ks("one", "path: ./one, targetNamespace: x, postBuild: {substitute: {V: v}}"),
    "clusters/home/two.yaml": ks("two", "path: ./two, targetNamespace: x"),
    "clusters/home/app.yaml": application("three", `{source: ${source("three", ", kustomize: {namePrefix: p-}")}}`),
    "clusters/home/set.yaml": application(
      "four",
      `{generators: [{list: {elements: [{n: four}]}}], template: {metadata: {name: "{{n}}"}, spec: {source: ${source("three", ", kustomize: {namePrefix: q-}")}}}}`,
      "ApplicationSet",
    ),
    "one/map.yaml": map("${V}"),
    "two/map.yaml": map("two"),
    "three/kustomization.yaml": "resources: [map.yaml]",
    "three/map.yaml": map("three", "{}", "x"),
  };
  const files = new Map<string, TreeFile>();
  const memory = new PlanMemory();
  const asked: BuildRequest[] = [];
  const builds = new Map<unknown, Map<string, Build>>();
  const plan = () => {
    const made = treeOf(texts);
    // A file whose text is the same is the same.
    const file = (path: string) => {
      const it = made.file(path);
      const before = files.get(path);
      if (it === undefined || it === "unread" || before?.text === it.text) return before ?? it;
      files.set(path, it);
      return it;
    };
    const tree = { ...made, file };
    planRepository({
      tree,
      memory,
      tracking: "annotation",
      // As a memory of builds would have it: by edits, and anew for a folder that has changed.
      build: (given, request) => {
        asked.push(request);
        const own = builds.get(request.edits) ?? new Map<string, Build>();
        builds.set(request.edits, own);
        const key = `${request.folder} ${texts[`${request.folder}/map.yaml`]}`;
        const known = own.get(key) ?? build(given, request);
        own.set(key, known);
        return known;
      },
    });
    return asked.splice(0);
  };
  const before = plan();
  texts["two/map.yaml"] = map("changed");
  const after = plan();
  expect(after.map((it) => it.folder)).toEqual(before.map((it) => it.folder));
  for (const [at, it] of after.entries()) {
    expect(it.edits).toBe(before[at]?.edits);
    expect(it.kustomization).toBe(before[at]?.kustomization);
  }
});

it("keeps what a kustomization that begins a cluster makes", () => {
  const memory = new PlanMemory();
  const tree = treeOf({
    "kustomization.yaml": "resources: [apps.yaml, map.yaml]",
    "apps.yaml": ks("apps", "path: ./apps"),
    "map.yaml": map("m", "{}", "x"),
    "apps/map.yaml": map("app", "{}", "x"),
  });
  const cache = new BuildCache();
  const plan = (): Plan | undefined =>
    planRepository({ tree, build: (files, request) => build(files, request, cache), tracking: "annotation", memory });
  const [first, second] = [plan(), plan()].map((it) => it?.clusters[0]?.builds);
  expect(first).toHaveLength(2);
  for (const [at, it] of (first ?? []).entries()) expect(second?.[at]).toBe(it);
});

it("builds nothing of a patch of a Kustomization that lies beside", () => {
  const files = {
    "clusters/home/sync.yaml": ks("apps", "path: ./apps"),
    "apps/map.yaml": map("app", "{}", "x"),
    "local/drop.yaml":
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {patches: []}\n",
    "other.yaml": "- a list\n",
  };
  expect(reached(files)).toEqual({ ".": ["x/app"] });
  expect(problems(files)).toEqual([]);
});

it("is nothing without an object of either", () => {
  expect(
    planRepository({
      tree: treeOf({ "a.yaml": map("a") }),
      build,
      tracking: "annotation",
      memory: new PlanMemory(),
    }),
  ).toBe(undefined);
});
