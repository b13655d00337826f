/** Clusters of Flux and Argo CD as scopes of a workspace: what is found in them, what rests, what is told. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { describe, expect, it } from "vitest";
import type { Workspace } from "../../server/src/ide/index.js";
import { onlyRules, workspaceOf } from "../kit/analyse.js";
import type { Scope } from "../../server/src/model/scope.js";
import { DEFAULT_SETTINGS } from "../../server/src/workspace/settings.js";
import { Snapshot } from "../../server/src/workspace/snapshot.js";
import { application, fluxKustomization } from "../kit/gitops.js";
import { ciliumPolicy, networkPolicy } from "../kit/manifests.js";

const ks = (name: string, spec: string): string =>
  fluxKustomization(name, `{sourceRef: {kind: GitRepository, name: flux-system}, ${spec}}`);

const home = (apps: string): Record<string, string> => ({
  "clusters/home/flux-system/gotk-sync.yaml": ks("flux-system", "path: ./clusters/home"),
  "clusters/home/apps.yaml": ks("apps", apps),
});

const deployment = (name: string, namespace = "shop"): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}${namespace === "" ? "" : `, namespace: ${namespace}`}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: example.org/app, ports: [{containerPort: 8080}]}]}
`;

const open = (files: Readonly<Record<string, string>>, ...rules: readonly string[]): Workspace =>
  workspaceOf(new Map(Object.entries(files)), rules.length === 0 ? {} : onlyRules(...rules));

const messages = (workspace: Workspace): string[] =>
  [...workspace.allDiagnostics().values()].flat().map((it) => `${it.code} ${it.message}`);

/** No pod of the namespace has the label. */
const MATCHES_NOTHING = "NP1107";

describe("a cluster", () => {
  it("has its own flows, by its own values", () => {
    const workspace = open({
      "clusters/a/flux-system/ks.yaml": ks("flux-system", "path: ./clusters/a"),
      "clusters/b/flux-system/ks.yaml": ks("flux-system", "path: ./clusters/b"),
      "clusters/a/apps.yaml": ks("apps", "path: ./apps, targetNamespace: one"),
      "clusters/b/apps.yaml": ks("apps", "path: ./apps, targetNamespace: two"),
      "apps/web.yaml": deployment("web", ""),
      "apps/policy.yaml": networkPolicy("deny", "{podSelector: {}, policyTypes: [Ingress]}", ""),
    });
    expect(workspace.flows().workloads.map((it) => [it.scope, it.id, it.isolated.ingress])).toEqual([
      ["clusters/a", "one/Deployment/web", true],
      ["clusters/b", "two/Deployment/web", true],
    ]);
  });

  it("follows an edit of what it is built from", () => {
    const files = {
      ...home("path: ./apps, targetNamespace: shop"),
      "apps/web.yaml": deployment("web", ""),
      "apps/policy.yaml": networkPolicy("deny", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}", ""),
    };
    const workspace = open(files);
    const isolated = (): unknown[] => workspace.flows().workloads.map((it) => [it.id, it.isolated.ingress]);
    const put = (path: string, text: string): void => {
      workspace.apply([{ type: "put", file: { id: path, path, text } }]);
    };
    expect(isolated()).toEqual([["shop/Deployment/web", true]]);
    put("clusters/home/apps.yaml", ks("apps", "path: ./apps, targetNamespace: store"));
    expect(isolated()).toEqual([["store/Deployment/web", true]]);
    put("apps/policy.yaml", files["apps/policy.yaml"].replace("app: web", "app: other"));
    expect(isolated()).toEqual([["store/Deployment/web", false]]);
    put("apps/more.yaml", deployment("api", ""));
    expect(isolated()).toEqual([
      ["store/Deployment/api", false],
      ["store/Deployment/web", false],
    ]);
  });
});

it("a cluster that an edit does not touch is the same scope", () => {
  const put = (path: string, text: string) => ({ type: "put", file: { id: path, path, text } }) as const;
  const files = {
    ...home("path: ./apps, targetNamespace: shop"),
    "apps/web.yaml": deployment("web", ""),
    "app.yaml": application("db", "{source: {chart: db, repoURL: x}, destination: {namespace: shop}}"),
    "examples/api.yaml": deployment("api", "lab"),
  };
  const before = Snapshot.empty(DEFAULT_SETTINGS).with(Object.entries(files).map(([path, text]) => put(path, text)));
  const cluster = ({ scopes }: Snapshot): Scope | undefined => scopes.find((it) => it.name === "clusters/home");
  expect(cluster(before)?.workloads).toHaveLength(1);
  const beside = before.with([put("examples/api.yaml", deployment("other", "lab"))]);
  expect(cluster(beside)).toBe(cluster(before));
  const within = beside.with([put("apps/web.yaml", deployment("shop", ""))]);
  expect(cluster(within)?.workloads.map((it) => it.name)).toEqual(["shop"]);
});

describe("values", () => {
  const files = (variables: string): Record<string, string> => ({
    ...home(`path: ./apps, postBuild: {${variables}}`),
    "apps/web.yaml": deployment("web"),
    "apps/policy.yaml": networkPolicy("web", '{podSelector: {matchLabels: {app: "${APP}"}}}'),
  });

  it("that are known are judged as filled in", () => {
    expect(messages(open(files("substitute: {APP: web}"), MATCHES_NOTHING))).toEqual([]);
    const wrong = [...open(files("substitute: {APP: wbe}"), MATCHES_NOTHING).allDiagnostics().values()].flat();
    // Its text is not what is wrong: an edit there would not mend it.
    expect(wrong.map((it) => [it.message, it.fixes])).toEqual([
      [expect.stringContaining("did you mean `app=web`"), []],
    ]);
  });

  it("that are not in sight say nothing, and are told once", () => {
    const workspace = open(files("substituteFrom: [{kind: Secret, name: vars}]"), MATCHES_NOTHING);
    expect(messages(workspace)).toEqual([]);
    expect(workspace.notices().map((it) => it.message)).toContain(
      "Secret `vars` is not in this workspace: its variables are unknown",
    );
  });
});

describe("a value that is not in sight", () => {
  const SPEC = `
  podSelector: {matchLabels: {app: wbe}}
  ingress:
    - ports: [{port: "\${PORT}"}]
      from: [{podSelector: {matchLabels: {app: apl}}}]
    - from: [{podSelector: {matchLabels: {app: apl}}}]
`;
  const files = {
    ...home("path: ./apps, postBuild: {substituteFrom: [{kind: Secret, name: vars}]}"),
    "apps/pods.yaml": `${deployment("web")}---\n${deployment("api")}`,
    "apps/policy.yaml": networkPolicy("web", SPEC),
  };

  it("withholds what depends on it, and nothing else", () => {
    const found = [...open(files, MATCHES_NOTHING).allDiagnostics().values()].flat();
    expect(found.map((it) => [it.start.line, it.message])).toEqual([
      [4, expect.stringContaining("did you mean `app=web`")],
      [8, expect.stringContaining("`app=apl`")],
    ]);
  });

  it("leaves a fault of the text beside it a fault", () => {
    const faulty = { ...files, "apps/policy.yaml": files["apps/policy.yaml"].replace("ingress:", "ingres:") };
    expect(messages(open(faulty, "NP1002"))).toEqual([expect.stringContaining("`ingres`")]);
  });

  it("withholds all where it names the object, or another document brings it in", () => {
    const named = { ...files, "apps/policy.yaml": networkPolicy("web-${X}", SPEC) };
    expect(messages(open(named, MATCHES_NOTHING))).toEqual([]);
    const patched = {
      ...files,
      "apps/kustomization.yaml": `resources: [pods.yaml, policy.yaml]
patches:
  - patch: |-
      - {op: replace, path: /spec/podSelector/matchLabels/app, value: "\${APP}"}
    target: {kind: NetworkPolicy}
`,
    };
    expect(messages(open(patched, MATCHES_NOTHING))).toEqual([]);
  });
});

describe("what nobody builds", () => {
  const files = {
    ...home("path: ./apps, targetNamespace: shop"),
    "apps/web.yaml": deployment("web", ""),
    "examples/api.yaml": deployment("api", "lab"),
    "examples/policy.yaml": networkPolicy("api", "{podSelector: {matchLabels: {app: ipa}}}", "lab"),
  };

  it("is a scope of its own, judged as it lies", () => {
    const workspace = open(files, MATCHES_NOTHING);
    expect(workspace.flows().workloads.map((it) => [it.scope, it.id])).toEqual([
      ["workspace", "lab/Deployment/api"],
      ["clusters/home", "shop/Deployment/web"],
    ]);
    expect(messages(workspace)).toHaveLength(1);
  });

  it("is not judged together where policies of a cluster may hold for it", () => {
    const everywhere = ciliumPolicy("all", "{endpointSelector: {}, ingress: [{}]}", "").replace(
      "CiliumNetworkPolicy",
      "CiliumClusterwideNetworkPolicy",
    );
    expect(messages(open({ ...files, "apps/all.yaml": everywhere }, MATCHES_NOTHING))).toEqual([]);
  });

  it("is in no scope where it lies beside what is built", () => {
    const workspace = open({
      ...home("path: ./apps, targetNamespace: shop"),
      "apps/kustomization.yaml": "resources: [web.yaml]",
      "apps/web.yaml": deployment("web", ""),
      "apps/old.yaml": deployment("old", ""),
    });
    expect(workspace.flows().workloads.map((it) => it.id)).toEqual(["shop/Deployment/web"]);
  });
});

describe("ResourceSets", () => {
  const set = (template: string, inputs = "[{tenant: shop}, {tenant: mail}]"): string =>
    `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: tenants, namespace: flux-system}
spec:
  inputs: ${inputs}
${template}`;

  const policy = (indent: string): string =>
    [
      "apiVersion: networking.k8s.io/v1",
      "kind: NetworkPolicy",
      "metadata:",
      "  name: web",
      "  namespace: << inputs.tenant >>",
      "spec:",
      "  podSelector:",
      "    matchLabels:",
      "      app: wbe",
    ].join(`\n${indent}`);

  const listed = `  resources:\n    - ${policy("      ")}\n`;
  const asText = `  resourcesTemplate: |\n    ${policy("    ")}\n`;

  const found = (workspace: Workspace): string[] =>
    workspace.diagnostics("set.yaml").map((it) => `${it.start.line + 1}:${it.start.character + 1} ${it.message}`);

  it.each([
    ["listed", set(listed), "15:18"],
    ["as a text", set(asText), "15:16"],
  ])("have findings where templates write them: %s", (_, text, place) => {
    const workspace = open(
      { "set.yaml": text, "web.yaml": deployment("web", "shop"), "mail.yaml": deployment("web", "mail") },
      MATCHES_NOTHING,
    );
    expect(found(workspace)).toEqual([
      `${place} This policy selects no pods; did you mean \`app=web\` (Deployment \`web\`)?`,
    ]);
  });

  it("are in flows", () => {
    const workspace = open({ "set.yaml": set(listed.replace("wbe", "web")), "web.yaml": deployment("web", "shop") });
    expect(workspace.contents()).toMatchObject({ policies: 2, workloads: 1 });
    expect(workspace.flows(["workspace"]).flows.map((it) => `${it.from} → ${it.to}`)).toEqual([
      "shop/Deployment/web → world",
    ]);
  });

  it("leave open only what is not known", () => {
    const files = {
      "web.yaml": deployment("web", "shop"),
      "policy.yaml": networkPolicy("p", "{podSelector: {matchLabels: {app: wbx}}}"),
    };
    const text = set(listed, "[{}]");
    const workspace = open({ ...files, "set.yaml": text });
    expect(found(workspace)).toEqual([]);
    expect(workspace.notices().map((it) => it.message)).toContain(
      "ResourceSet flux-system/tenants: no value for `tenant`: its objects are not in this workspace",
    );
  });
});

describe("kustomizations that Flux does not build", () => {
  const flux = {
    ...home("path: ./apps/shop"),
    "apps/shop/kustomization.yaml": "resources: [web.yaml]",
    "apps/shop/web.yaml": deployment("web"),
  };
  const names = (workspace: Workspace): readonly string[] => workspace.scopeNames;
  const severities = (workspace: Workspace): string[] =>
    [...workspace.allDiagnostics().values()].flat().map((it) => `${it.severity} ${it.message}`);

  it("make no cluster if they only list what Flux builds", () => {
    const list = { ...flux, "apps/kustomization.yaml": "resources: [shop, gone]" };
    expect(names(open(list))).toHaveLength(1);
    expect(severities(open(list))).toEqual(["info `gone` does not exist"]);
  });

  it("make one if they change something, or list more", () => {
    const changing = { ...flux, "apps/kustomization.yaml": "resources: [shop]\nnamespace: other" };
    expect(names(open(changing))).toHaveLength(2);
    const listingMore = {
      ...flux,
      "apps/kustomization.yaml": "resources: [shop, more.yaml]",
      "apps/more.yaml": deployment("more"),
    };
    expect(names(open(listingMore))).toHaveLength(2);
  });

  it.each([
    ["_new-app", "info"],
    ["docs/app-template", "info"],
    ["apps/contemplate", "error"],
  ])("may be patterns to copy: %s", (folder, severity) => {
    const workspace = open({ ...flux, [`${folder}/kustomization.yaml`]: "resources: [release.yaml]" });
    expect(severities(workspace)).toEqual([`${severity} \`release.yaml\` does not exist`]);
  });
});
