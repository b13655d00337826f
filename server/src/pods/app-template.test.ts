/** Releases of the chart whose pods follow from its values: labels by version, what leaves them open, and who says the version. */

import { describe, expect, test } from "vitest";
import type { Scope } from "../model/scope.js";
import { DEFAULT_SETTINGS } from "../workspace/settings.js";
import { Snapshot } from "../workspace/snapshot.js";

function scopeOf(...documents: readonly string[]): Scope | undefined {
  const text = documents.join("---\n");
  const file = { id: "a.yaml", path: "a.yaml", text };
  return Snapshot.empty(DEFAULT_SETTINGS).with([{ type: "put", file }]).scopes[0];
}

function labelsOf(scope: Scope | undefined): Record<string, Record<string, string>> {
  return Object.fromEntries((scope?.workloads ?? []).map((it) => [it.id, Object.fromEntries(it.labels)]));
}

const arePodsKnown = (scope: Scope | undefined) => scope?.unseen.every((it) => it.arePodsKnown === true);

const VALUES = `
    defaultPodOptions: {labels: {team: home, tier: default}}
    controllers:
      main: {pod: {labels: {tier: web}}, containers: {app: {ports: [{name: http, containerPort: 80}]}}}
      db: {type: statefulset, containers: {db: {}}}
      off: {enabled: false}
`;

function release(chart: string, values = VALUES, more = ""): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: plex, namespace: media}
spec:
  ${chart}
  values: ${values}${more}
`;
}

function source(name: string, tag: string, url = "oci://ghcr.io/bjw-s-labs/helm/app-template"): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: ${name}, namespace: media}
spec: {url: "${url}", ref: {tag: ${tag}}}
`;
}

const inChart = (version: string) => `chart: {spec: {chart: app-template, version: ${version}}}`;
const COMMON = { "app.kubernetes.io/name": "plex", "app.kubernetes.io/instance": "plex", team: "home" };

describe("a release of app-template", () => {
  test.each([
    ["2.6.0", "app.kubernetes.io/component"],
    ["3.7.3", "app.kubernetes.io/component"],
    ["4.1.1", "app.kubernetes.io/controller"],
    ["^4.0.0", "app.kubernetes.io/controller"],
  ])("of version %s labels its pods by %s, and has no others", (version, key) => {
    const scope = scopeOf(release(inChart(version)));
    expect(labelsOf(scope)).toEqual({
      "media/Deployment/plex-main": { ...COMMON, [key]: "main", tier: "web" },
      "media/StatefulSet/plex-db": { ...COMMON, [key]: "db", tier: "default" },
    });
    expect(scope?.unseen).toMatchObject([{ arePodsKnown: true }]);
  });

  test("of version 5 has the same labels, where the minor version does not decide", () => {
    const simple = `
    controllers:
      main: {pod: {labels: {tier: web}}, extraSelectorLabels: {role: front}, containers: {app: {}}}
`;
    const base = { "app.kubernetes.io/name": "plex", "app.kubernetes.io/instance": "plex" };
    const controller = "app.kubernetes.io/controller";
    const known = scopeOf(release(inChart("5.1.0"), simple));
    expect(labelsOf(known)).toEqual({
      "media/Deployment/plex": { ...base, [controller]: "main", tier: "web", role: "front" },
    });
    expect(arePodsKnown(known)).toBe(true);

    const replacing = scopeOf(release(inChart("5.1.0")));
    expect(labelsOf(replacing)).toEqual({
      "media/Deployment/plex-main": { ...base, [controller]: "main", tier: "web" },
      "media/StatefulSet/plex-db": { ...COMMON, [controller]: "db", tier: "default" },
    });
    expect(arePodsKnown(replacing)).toBe(false);
    expect(arePodsKnown(scopeOf(release(inChart("5.1.0"), VALUES, "    defaultPodOptionsStrategy: merge\n")))).toBe(
      true,
    );

    const contested = simple.replace("tier: web", "app.kubernetes.io/name: other");
    expect(labelsOf(scopeOf(release(inChart("5.3.0"), contested)))["media/Deployment/plex"]).toEqual({
      "app.kubernetes.io/instance": "plex",
      [controller]: "main",
      role: "front",
    });
  });

  test("of a version that was not read may have other labels", () => {
    const scope = scopeOf(release(inChart("9.0.0")));
    expect(labelsOf(scope)["media/Deployment/plex-main"]).toEqual({ ...COMMON, tier: "web" });
    expect(scope?.unseen).toMatchObject([{ namespace: "media", because: "HelmRelease plex", labels: new Map() }]);
  });

  test("takes chart and version from what it refers to, where that is unmistakable", () => {
    const refers = release("chartRef: {kind: OCIRepository, name: plex}");
    expect(arePodsKnown(scopeOf(refers, source("plex", "4.1.1")))).toBe(true);
    expect(arePodsKnown(scopeOf(refers, source("plex", "4.1.1"), source("plex", "3.0.0")))).toBe(false);
    expect(scopeOf(refers)?.workloads).toEqual([]);
    expect(scopeOf(refers, source("plex", "1.0.0", "oci://example.com/charts/plex"))?.workloads).toEqual([]);
    expect(scopeOf(release("chartRef: {kind: OCIRepository, name: app-template}"))?.workloads).toHaveLength(2);
  });

  test.each([
    ["values from elsewhere", release(inChart("4.0.0"), VALUES, "  valuesFrom: [{kind: ConfigMap, name: more}]\n")],
    [
      "what rewrites its objects",
      release(inChart("4.0.0"), VALUES, "  postRenderers: [{kustomize: {commonLabels: {}}}]\n"),
    ],
    ["a template in a label", release(inChart("4.0.0"), VALUES.replace("tier: web", 'tier: "{{ .Release.Name }}"'))],
  ])("is left open by %s", (_, text) => {
    const scope = scopeOf(text);
    expect(scope?.workloads).toHaveLength(2);
    expect(arePodsKnown(scope)).toBe(false);
  });

  const more = (key: string, value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more-values, namespace: media}\ndata: {"${key}": "${value}"}\n`;
  const from = (...entries: readonly string[]) => `  valuesFrom: [${entries.join(", ")}]\n`;
  const MORE = "{kind: ConfigMap, name: more-values}";
  const SECRET = "{kind: Secret, name: s}";
  const LAYER = "{defaultPodOptions: {labels: {team: none, zone: a}}, controllers: {extra: {containers: {}}}}";

  test("takes values from a ConfigMap of its namespace, and its own win", () => {
    const scope = scopeOf(release(inChart("4.0.0"), VALUES, from(MORE)), more("values.yaml", LAYER));
    expect(labelsOf(scope)["media/Deployment/plex-extra"]).toMatchObject({ team: "home", tier: "default", zone: "a" });
    expect(labelsOf(scope)["media/Deployment/plex-main"]).toMatchObject({ team: "home", tier: "web", zone: "a" });
    expect(arePodsKnown(scope)).toBe(true);
    expect(scope?.unseen[0]?.unread).toBeUndefined();
  });

  test("takes a text of a ConfigMap to the path that is named", () => {
    const entry = (path: string) => `{kind: ConfigMap, name: more-values, valuesKey: zone, targetPath: "${path}"}`;
    const at = (path: string, value: string) => {
      const scope = scopeOf(release(inChart("4.0.0"), VALUES, from(entry(path))), more("zone", value));
      return [labelsOf(scope)["media/Deployment/plex-main"]?.zone, arePodsKnown(scope)];
    };
    expect(at("defaultPodOptions.labels.zone", "b")).toEqual(["b", true]);
    expect(at("defaultPodOptions.labels.zone", "b,c=d")).toEqual([undefined, false]);
    expect(at("list[0].zone", "b")).toEqual([undefined, false]);
  });

  test.each([
    ["a Secret before it", [SECRET, MORE], "a"],
    ["a Secret behind it, which may change them", [MORE, SECRET], undefined],
  ])("counts only what is certain of a ConfigMap with %s", (_, entries, zone) => {
    const scope = scopeOf(release(inChart("4.0.0"), VALUES, from(...entries)), more("values.yaml", LAYER));
    expect(labelsOf(scope)["media/Deployment/plex-main"]?.zone).toBe(zone);
    expect(scope?.unseen).toMatchObject([{ unread: [{ kind: "Secret", name: "s" }] }]);
    expect(arePodsKnown(scope)).toBe(false);
  });

  test.each([
    ["that is not there", ""],
    ["with other keys", more("other.yaml", LAYER)],
    ["that is not valid YAML", more("values.yaml", "a: [")],
    ["of which there are two", `${more("values.yaml", LAYER)}---\n${more("values.yaml", LAYER)}`],
    ["of another namespace", more("values.yaml", LAYER).replace("namespace: media", "namespace: other")],
  ])("is left open by a ConfigMap %s", (_, text) => {
    const scope = scopeOf(release(inChart("4.0.0"), VALUES, from(MORE)), text);
    expect(arePodsKnown(scope)).toBe(false);
    expect(scope?.unseen).toMatchObject([{ unread: [{ kind: "ConfigMap", name: "more-values" }] }]);
  });

  test.each([
    ["images", "{images: [{name: a, newTag: b}]}", true],
    ["patches of other kinds", '{patches: [{target: {kind: Service}, patch: "[]"}]}', true],
    ["patches of pods", '{patches: [{target: {kind: Deployment}, patch: "[]"}]}', false],
    ["patches of kinds by a pattern", '{patches: [{target: {kind: "Serv.*|D.*"}, patch: "[]"}]}', false],
    ["patches without a target", '{patches: [{patch: "kind: Deployment"}]}', false],
    ["labels", "{commonLabels: {a: b}}", false],
  ])("with postRenderers that change %s has known pods: %s", (_, kustomize, isKnown) => {
    const scope = scopeOf(release(inChart("4.0.0"), VALUES, `  postRenderers: [{kustomize: ${kustomize}}]\n`));
    expect(arePodsKnown(scope)).toBe(isKnown);
    expect(scope?.unseen[0]?.unread).toEqual(isKnown ? undefined : ["post-renderers"]);
  });

  test("has the name that the values give, ports, the host's network and sidecars", () => {
    const values = `
    global: {nameOverride: tv, labels: {zone: a}, propagateGlobalMetadataToPods: true}
    defaultPodOptions: {hostNetwork: true}
    controllers:
      plex:
        serviceAccount: {name: plex-account}
        containers: {app: {ports: [{name: http, containerPort: 32400}]}, off: {enabled: false, ports: [{containerPort: 1}]}}
        initContainers: {proxy: {restartPolicy: Always, ports: [{containerPort: 8080}]}, once: {ports: [{containerPort: 2}]}}
`;
    expect(scopeOf(release(inChart("4.0.0"), values))?.workloads).toMatchObject([
      {
        id: "media/Deployment/plex",
        hostNetwork: true,
        serviceAccount: "plex-account",
        labels: new Map([
          ["app.kubernetes.io/controller", "plex"],
          ["zone", "a"],
          ["app.kubernetes.io/name", "tv"],
          ["app.kubernetes.io/instance", "plex"],
        ]),
        ports: [{ number: 32400, name: "http" }, { number: 8080 }],
      },
    ]);
  });

  test("is placed by its target namespace, which is in the release's name too", () => {
    const scope = scopeOf(release(inChart("4.0.0"), VALUES, "  targetNamespace: tv\n"));
    expect(labelsOf(scope)["tv/Deployment/tv-plex-main"]?.["app.kubernetes.io/instance"]).toBe("tv-plex");
  });

  test("may be installed by Argo CD", () => {
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: plex, namespace: argocd}
spec:
  destination: {namespace: media}
  source: {chart: app-template, targetRevision: 4.1.1, helm: {valuesObject: {controllers: {plex: {}}}}}
`;
    const scope = scopeOf(application);
    expect(Object.keys(labelsOf(scope))).toEqual(["media/Deployment/plex"]);
    expect(arePodsKnown(scope)).toBe(true);
    expect(arePodsKnown(scopeOf(application.replace("valuesObject", "valueFiles: [a.yaml], valuesObject")))).toBe(
      false,
    );
  });
});

test("other charts make likely labels alone", () => {
  const scope = scopeOf(release("chart: {spec: {chart: plex-server, version: 1.0.0}}"));
  expect(scope?.workloads).toEqual([]);
  expect(scope?.unseen[0]?.likely?.get("app.kubernetes.io/name")).toEqual(["plex", "plex-server", "plex-plex-server"]);
});

test("a release whose object is unchanged keeps its workloads", () => {
  const put = (path: string, text: string) => ({ type: "put", file: { id: path, path, text } }) as const;
  const before = Snapshot.empty(DEFAULT_SETTINGS).with([put("a.yaml", release(inChart("4.0.0")))]);
  const after = before.with([put("b.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n")]);
  expect(after.scopes[0]?.workloads[0]).toBe(before.scopes[0]?.workloads[0]);
});
