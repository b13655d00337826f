/** Scopes: one folder, alternatives of one base, parts of one cluster, configured ones; and what kustomizations set. */

import { describe, expect, test } from "vitest";
import type { NetworkPolicy } from "../systems/kubernetes/model.js";
import type { Scope } from "../model/scope.js";
import { DEFAULT_SETTINGS, type Settings } from "./settings.js";
import { Snapshot } from "./snapshot.js";

function snapshotOf(files: Readonly<Record<string, string>>, settings: Partial<Settings> = {}): Snapshot {
  return Snapshot.empty({ ...DEFAULT_SETTINGS, ...settings }).with(
    Object.entries(files).map(([path, text]) => ({ type: "put", file: { id: path, path, text } })),
  );
}

function policy(name: string, namespace?: string): string {
  const where = namespace === undefined ? "" : `, namespace: ${namespace}`;
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${where}}\nspec: {podSelector: {}}\n`;
}

function deployment(name: string, labels = `{app: ${name}}`): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}}
    spec: {containers: [{name: main}]}
`;
}

const policyIds = (scope: Scope | undefined) => scope?.policies.map((it) => it.id).sort();
const scopeNamed = (snapshot: Snapshot, name: string) => snapshot.scopes.find((it) => it.name === name);

describe("one cluster", () => {
  test("a folder without kustomizations is one scope, objects without a namespace are in default", () => {
    const snapshot = snapshotOf({ "a.yaml": policy("a"), "b/c.yml": policy("c", "shop") });
    expect(snapshot.scopes.map((it) => it.name)).toEqual(["workspace"]);
    expect(policyIds(snapshot.scopes[0])).toEqual(["default/NetworkPolicy/a", "shop/NetworkPolicy/c"]);
  });

  test("kustomizations that share nothing are parts of one cluster, each with its namespace", () => {
    const snapshot = snapshotOf({
      "one/kustomization.yaml": "namespace: one\nresources: [p.yaml]\n",
      "one/p.yaml": policy("p", "elsewhere"),
      "two/kustomization.yaml": "namespace: two\nresources: [p.yaml]\n",
      "two/p.yaml": policy("p"),
    });
    expect(snapshot.scopes).toHaveLength(1);
    expect(policyIds(snapshot.scopes[0])).toEqual(["one/NetworkPolicy/p", "two/NetworkPolicy/p"]);
  });

  test("what lies unlisted beside a kustomization that lists others is in no scope", () => {
    const snapshot = snapshotOf({
      "shop/kustomization.yaml": "namespace: shop\nresources: [p.yaml]\n",
      "shop/p.yaml": policy("p"),
      "shop/old.yaml": policy("old", "shop"),
      "other/kustomization.yaml": "namespace: other\n",
      "other/p.yaml": policy("p", "other"),
    });
    expect(policyIds(snapshot.scopes[0])).toEqual(["other/NetworkPolicy/p", "shop/NetworkPolicy/p"]);
    expect(snapshot.leftOut.map((it) => it.input.path)).toEqual(["shop/old.yaml"]);
  });

  test("workloads that lie unlisted beside a build are known, in the namespace that it gives its own", () => {
    const files = {
      "shop/kustomization.yaml": "namespace: shop\nresources: [p.yaml]\n",
      "shop/p.yaml": policy("p"),
      "shop/web.yaml": deployment("web"),
      "till/kustomization.yaml": "resources: [p.yaml]\n",
      "till/p.yaml": policy("p", "till"),
      "till/web.yaml": deployment("web"),
      "else/web.yaml": deployment("else"),
    };
    const snapshot = snapshotOf(files);
    const ids = (it: Snapshot) => it.scopes[0]?.unlisted?.map((one) => one.id);
    expect(ids(snapshot)).toEqual(["shop/Deployment/web", "till/Deployment/web"]);
    expect(snapshot.scopes[0]?.workloads.map((it) => it.id)).toEqual(["default/Deployment/else"]);
    const text = deployment("shop");
    const later = snapshot.with([{ type: "put", file: { id: "shop/web.yaml", path: "shop/web.yaml", text } }]);
    expect(ids(later)).toEqual(["shop/Deployment/shop", "till/Deployment/web"]);
    expect(ids(snapshotOf(files, { scopes: new Map([["all", ["**/*.yaml"]]]) }))).toEqual([]);
  });

  test("sharing a component does not make alternatives", () => {
    const snapshot = snapshotOf({
      "common/kustomization.yaml": "kind: Component\nresources: [deny.yaml]\n",
      "common/deny.yaml": policy("deny"),
      "one/kustomization.yaml": "namespace: one\ncomponents: [../common]\nresources: [a.yaml]\n",
      "one/a.yaml": policy("a"),
      "two/kustomization.yaml": "namespace: two\ncomponents: [../common]\nresources: [b.yaml]\n",
      "two/b.yaml": policy("b"),
    });
    expect(snapshot.scopes).toHaveLength(1);
    expect(policyIds(snapshot.scopes[0])).toEqual([
      "one/NetworkPolicy/a",
      "one/NetworkPolicy/deny",
      "two/NetworkPolicy/b",
      "two/NetworkPolicy/deny",
    ]);
  });
});

describe("alternatives", () => {
  const files = {
    "base/kustomization.yaml": "resources: [p.yaml]\n",
    "base/p.yaml": policy("p"),
    "staging/kustomization.yaml": "namespace: staging\nresources: [../base]\n",
    "production/kustomization.yaml": "namespace: production\nnamePrefix: prod-\nresources: [../base]\n",
    "shared.yaml": policy("shared", "ops"),
  };

  test("two renderings of one base are two scopes, each with the rest of the folder", () => {
    const snapshot = snapshotOf(files);
    expect(snapshot.scopes.map((it) => it.name)).toEqual(["production", "staging"]);
    expect(policyIds(scopeNamed(snapshot, "staging"))).toEqual(["ops/NetworkPolicy/shared", "staging/NetworkPolicy/p"]);
    expect(policyIds(scopeNamed(snapshot, "production"))).toEqual([
      "ops/NetworkPolicy/shared",
      "production/NetworkPolicy/prod-p",
    ]);
  });

  const overlays = (app: string, folders: readonly string[]) => ({
    [`${app}/base/kustomization.yaml`]: "resources: [p.yaml]\n",
    [`${app}/base/p.yaml`]: policy(app),
    ...Object.fromEntries(
      folders.map((it) => [
        `${app}/${it}/kustomization.yaml`,
        `namespace: ${it.replaceAll("/", "-")}\nresources: [${"../".repeat(it.split("/").length)}base]\n`,
      ]),
    ),
  });

  test("two applications with the same overlays meet in each", () => {
    const snapshot = snapshotOf({
      ...overlays("mail", ["overlays/dev", "overlays/prod"]),
      ...overlays("shop", ["overlays/dev", "overlays/prod", "overlays/test"]),
    });
    expect(snapshot.scopes.map((it) => it.name)).toEqual(["dev", "prod", "shop/overlays/test"]);
    expect(policyIds(scopeNamed(snapshot, "prod"))).toEqual([
      "overlays-prod/NetworkPolicy/mail",
      "overlays-prod/NetworkPolicy/shop",
    ]);
  });

  test("what is for all of production is in each production cluster", () => {
    const snapshot = snapshotOf({
      ...overlays("mail", ["production", "staging"]),
      ...overlays("shop", ["production/eu", "production/us", "staging"]),
    });
    expect(snapshot.scopes.map((it) => it.name)).toEqual(["production/eu", "production/us", "staging"]);
    expect(policyIds(scopeNamed(snapshot, "production/us"))).toEqual([
      "production-us/NetworkPolicy/shop",
      "production/NetworkPolicy/mail",
    ]);
  });

  test("a kustomization that makes a part of what another one makes is no cluster of its own", () => {
    const snapshot = snapshotOf({
      "app/kustomization.yaml": "namespace: app\nresources: [p.yaml, q.yaml]\n",
      "app/p.yaml": policy("p"),
      "app/q.yaml": policy("q"),
      "first/kustomization.yaml": "namespace: app\nresources: [../app/p.yaml]\n",
    });
    expect(snapshot.scopes.map((it) => it.name)).toEqual(["workspace"]);
    expect(policyIds(snapshot.scopes[0])).toEqual(["app/NetworkPolicy/p", "app/NetworkPolicy/q"]);
  });

  test("a part of another one is, where other applications have a folder of its name; and two that make the same are", () => {
    const snapshot = snapshotOf({
      ...overlays("mail", ["dev", "prod"]),
      "shop/base.yaml": policy("shop"),
      "shop/more.yaml": policy("more"),
      "shop/dev/kustomization.yaml": "resources: [../base.yaml]\n",
      "shop/prod/kustomization.yaml": "resources: [../base.yaml, ../more.yaml]\n",
      "dns/p.yaml": policy("dns"),
      "dns/dev/kustomization.yaml": "resources: [../p.yaml]\n",
      "dns/prod/kustomization.yaml": "resources: [../p.yaml]\n",
    });
    expect(snapshot.scopes.map((it) => it.name)).toEqual(["dev", "prod"]);
    expect(policyIds(scopeNamed(snapshot, "dev"))).toEqual([
      "default/NetworkPolicy/dns",
      "default/NetworkPolicy/shop",
      "dev/NetworkPolicy/mail",
    ]);
  });

  const application = (folder: string, resources: Readonly<Record<string, string>>, more = "") => ({
    [`${folder}/kustomization.yaml`]: `${more}resources: [${Object.keys(resources).join(", ")}]\n`,
    ...Object.fromEntries(Object.entries(resources).map(([name, text]) => [`${folder}/${name}`, text])),
  });
  const names = (files: Readonly<Record<string, string>>) => snapshotOf(files).scopes.map((it) => it.name);
  const deployments = (...all: readonly string[]) =>
    Object.fromEntries(all.map((it) => [`${it}.yaml`, deployment(it)] as const));

  test("more than half of the workloads in both make two kustomizations alternatives, half of them does not", () => {
    const first = application("one", deployments("web", "api", "db"));
    expect(names({ ...first, ...application("two", deployments("web", "api", "mail")) })).toEqual(["one", "two"]);
    expect(names({ ...first, ...application("two", deployments("web", "mail")) })).toEqual(["workspace"]);
    const elsewhere = application("two", deployments("web", "api", "db"), "namespace: two\n");
    expect(names({ ...first, ...elsewhere })).toEqual(["workspace"]);
  });

  test("so do policies where nothing is deployed, if they say for which namespace", () => {
    const policies = (...all: readonly string[]) =>
      Object.fromEntries(all.map((it) => [`${it}.yaml`, policy(it)] as const));
    const [a, b] = [policies("deny", "dns", "web"), policies("deny", "dns", "api")];
    expect(names({ ...application("one", a), ...application("two", b) })).toEqual(["workspace"]);
    const named = (folder: string, all: Readonly<Record<string, string>>) =>
      application(folder, all, "namespace: shop\n");
    expect(names({ ...named("one", a), ...named("two", b) })).toEqual(["one", "two"]);
    expect(names({ ...named("one", policies("deny")), ...named("two", policies("deny")) })).toEqual(["workspace"]);
  });

  test("an edit in one of them leaves the others as they are", () => {
    const before = snapshotOf(files);
    const path = "staging/kustomization.yaml";
    const after = before.with([
      { type: "put", file: { id: path, path, text: "namespace: testing\nresources: [../base]\n" } },
    ]);
    const same = ({ name }: Scope) => scopeNamed(after, name) === scopeNamed(before, name);
    expect(before.scopes.map((it) => [it.name, same(it)])).toEqual([
      ["production", true],
      ["staging", false],
    ]);
    expect(policyIds(scopeNamed(after, "staging"))).toEqual(["ops/NetworkPolicy/shared", "testing/NetworkPolicy/p"]);
  });

  test("configured scopes win", () => {
    const scopes = new Map([
      ["live", ["production/**", "base/**"]],
      ["ops", ["shared.yaml"]],
    ]);
    const snapshot = snapshotOf(files, { scopes });
    expect(snapshot.scopes.map((it) => it.name)).toEqual(["live", "ops"]);
    expect(policyIds(scopeNamed(snapshot, "live"))).toEqual(["production/NetworkPolicy/prod-p"]);
    expect(policyIds(scopeNamed(snapshot, "ops"))).toEqual(["ops/NetworkPolicy/shared"]);
  });
});

describe("what a kustomization sets", () => {
  test("labels reach pods, and selectors where the kustomization says so", () => {
    const snapshot = snapshotOf({
      "kustomization.yaml": "commonLabels: {team: red}\nresources: [web.yaml, p.yaml]\n",
      "web.yaml": deployment("web"),
      "p.yaml": policy("p").replace("podSelector: {}", "podSelector: {matchLabels: {}}"),
    });
    const [scope] = snapshot.scopes;
    expect(Object.fromEntries(scope?.workloads[0]?.labels ?? [])).toEqual({ app: "web", team: "red" });
    const object = scope?.policies[0]?.object;
    expect((object as NetworkPolicy | undefined)?.subject.requirements[0]?.key.value).toBe("team");
  });

  test("a patch is no object of its own; its labels reach its target", () => {
    const snapshot = snapshotOf({
      "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: patch.yaml}]\n",
      "web.yaml": deployment("web"),
      "patch.yaml": deployment("web", "{tier: front}"),
    });
    const [scope] = snapshot.scopes;
    expect(scope?.workloads.map((it) => it.id)).toEqual(["default/Deployment/web"]);
    expect(Object.fromEntries(scope?.workloads[0]?.labels ?? [])).toEqual({ app: "web", tier: "front" });
  });

  test("a patch that says nothing of the host's network leaves pods where they are", () => {
    const onHost = deployment("web").replace("spec: {containers", "spec: {hostNetwork: true, containers");
    const snapshot = snapshotOf({
      "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: patch.yaml}]\n",
      "web.yaml": onHost,
      "patch.yaml": deployment("web", "{tier: front}"),
    });
    expect(snapshot.scopes[0]?.workloads.map((it) => it.hostNetwork)).toEqual([true]);
  });

  test("prefixes and suffixes stand outside of those that an inner kustomization gives", () => {
    const snapshot = snapshotOf({
      "base/kustomization.yaml": "namePrefix: in-\nnameSuffix: -in\nresources: [p.yaml]\n",
      "base/p.yaml": policy("p"),
      "kustomization.yaml": "namePrefix: out-\nnameSuffix: -out\nresources: [base]\n",
    });
    expect(policyIds(snapshot.scopes[0])).toEqual(["default/NetworkPolicy/out-in-p-in-out"]);
  });

  test("a file is a patch as long as a kustomization says so", () => {
    const kustomization = (patches: string) => `resources: [web.yaml]\n${patches}`;
    const put = (text: string) =>
      ({ type: "put", file: { id: "kustomization.yaml", path: "kustomization.yaml", text } }) as const;
    const files = { "web.yaml": deployment("web"), "patch.yaml": deployment("web", "{tier: front}") };
    const first = snapshotOf({ ...files, "kustomization.yaml": kustomization("patches: [{path: patch.yaml}]\n") });
    const isPatch = (snapshot: Snapshot) => snapshot.builds.isNoManifest("patch.yaml");
    expect(isPatch(first)).toBe(true);
    const second = first.with([put(kustomization(""))]);
    expect(isPatch(second)).toBe(false);
    expect(isPatch(second.with([put(kustomization("patches: [{path: patch.yaml}]\n"))]))).toBe(true);
  });

  test("a kustomization that includes itself ends", () => {
    const snapshot = snapshotOf({
      "a/kustomization.yaml": "resources: [../b, p.yaml]\n",
      "a/p.yaml": policy("p"),
      "b/kustomization.yaml": "resources: [../a]\n",
    });
    expect(policyIds(snapshot.scopes[0])).toEqual(["default/NetworkPolicy/p"]);
  });
});

describe("workloads", () => {
  test("pods of a controller and its manifest are one workload", () => {
    const pod = (name: string, owner: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, ownerReferences: [{${owner}, name: web, controller: true}]}\n`;
    const snapshot = snapshotOf({
      "web.yaml": deployment("web"),
      "pods.yaml": `${pod("web-1", "kind: Deployment")}---\n${pod("web-2", "kind: Deployment")}---\n${pod("lone", "uid: 1")}`,
    });
    expect(snapshot.scopes[0]?.workloads.map((it) => it.id)).toEqual(["default/Deployment/web", "default/Pod/web"]);
  });

  test("typed lists hold items without a kind", () => {
    const snapshot = snapshotOf({
      "pods.yaml": "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a, namespace: x, labels: {app: a}}\n",
    });
    expect(snapshot.scopes[0]?.workloads.map((it) => it.id)).toEqual(["x/Pod/a"]);
  });

  test("charts and operators' resources leave their namespace out of sight", () => {
    const snapshot = snapshotOf({
      "release.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: plex\n  namespace: media\n",
    });
    expect(snapshot.scopes[0]?.unseen).toMatchObject([
      { namespace: "media", because: "HelmRelease plex", cause: "chart", kind: "HelmRelease", file: "release.yaml" },
    ]);
  });
});
