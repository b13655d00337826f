/** What Flux and Argo CD build is planned anew after edits of whatever the plan was read from: a living workspace shows what a fresh one does. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { expect, it } from "vitest";
import type { Workspace } from "../server/src/ide/index.js";
import { emptyWorkspace, workspaceOf } from "./kit/analyse.js";
import { application, fluxKustomization } from "./kit/gitops.js";

const policy = (name: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}}
spec: {podSelector: {matchLabels: {app: "\${APP:=web}"}}}
`;
const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec: {containers: [{name: main, image: main}]}
`;

const FILES: Readonly<Record<string, string>> = {
  "cluster/root.yaml": fluxKustomization("root", "{path: ./cluster, prune: true}"),
  "cluster/apps.yaml": fluxKustomization(
    "apps",
    "{path: ./apps, targetNamespace: shop, prune: true, postBuild: {substitute: {APP: web}}}",
  ),
  "apps/kustomization.yaml": "resources: [web.yaml, policy.yaml]\n",
  "apps/web.yaml": pod("web"),
  "apps/db.yaml": pod("db"),
  "apps/policy.yaml": policy("apps"),
  "other/kustomization.yaml": "resources: [policy.yaml]\n",
  "other/policy.yaml": policy("other"),
  "argo/app.yaml": application(
    "argo",
    "{source: {repoURL: https://example.org/here.git, path: argo/made}, destination: {namespace: made}}",
  ),
  "argo/made/web.yaml": pod("made"),
};

const put = (workspace: Workspace, files: Iterable<readonly [string, string]>): void => {
  workspace.apply([...files].map(([path, text]) => ({ type: "put", file: { id: path, path, text } })));
};

function state(workspace: Workspace): unknown {
  return {
    scopes: workspace.scopes(),
    flows: workspace.flows(),
    findings: [...workspace.allDiagnostics()].map(([file, all]) => [file, all.map((it) => it.message).sort()]),
    notices: workspace.notices(),
  };
}

it.each([
  ["the folder of a Kustomization", "cluster/apps.yaml", "path: ./apps", "path: ./other"],
  ["its namespace", "cluster/apps.yaml", "targetNamespace: shop", "targetNamespace: mail"],
  ["a variable", "cluster/apps.yaml", "APP: web", "APP: db"],
  ["what a folder lists", "apps/kustomization.yaml", "web.yaml", "db.yaml"],
  ["what is built", "apps/web.yaml", "app: web", "app: api"],
  ["the folder of what applies the rest", "cluster/root.yaml", "path: ./cluster", "path: ./other"],
  ["the folder of an Application", "argo/app.yaml", "path: argo/made", "path: apps"],
  ["the namespace of an Application", "argo/app.yaml", "namespace: made", "namespace: shop"],
])("after an edit of %s and after it is undone", (_, path, from, to) => {
  const original = new Map(Object.entries(FILES));
  const living = emptyWorkspace();
  put(living, original);
  const before = state(living);
  const text = FILES[path] ?? "";
  expect(text.split(from)).toHaveLength(2);
  const edited = new Map(original).set(path, text.replace(from, to));
  put(living, [[path, edited.get(path) ?? ""]]);
  const after = state(living);
  expect(after).toEqual(state(workspaceOf(edited)));
  expect(after).not.toEqual(before);
  put(living, [[path, text]]);
  expect(state(living)).toEqual(before);
});
