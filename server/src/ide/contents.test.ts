/** The numbers that `check` ends with are those of the clusters that `scopes` lists. */

import { describe, expect, it } from "vitest";
import { workspaceOf } from "../../../test/kit/analyse.js";
import type { Workspace } from "./index.js";

const policy = (name: string, namespace = "shop"): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: {podSelector: {}}
`;
const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}
spec: {containers: [{name: main, image: main}]}
`;

const open = (files: Readonly<Record<string, string>>): Workspace => workspaceOf(new Map(Object.entries(files)));

/** Of each cluster, and of all files. */
function counts(workspace: Workspace): { readonly scopes: number[][]; readonly all: number[] } {
  const { policies, workloads } = workspace.contents();
  const scopes = workspace.scopes().scopes.map((it) => [it.policies, it.workloads]);
  return { scopes, all: [policies, workloads] };
}

describe("what was read", () => {
  it("is what the one cluster contains", () => {
    const files = { "a.yaml": policy("deny"), "web.yaml": pod("web"), "again/web.yaml": pod("web") };
    expect(counts(open(files))).toEqual({ scopes: [[1, 1]], all: [1, 1] });
  });

  it("has what one manifest is built into as often as it is built in a cluster", () => {
    const files = {
      "base/kustomization.yaml": "resources: [deny.yaml]\n",
      "base/deny.yaml": policy("deny"),
      "kustomization.yaml": "resources: [one, two]\n",
      "one/kustomization.yaml": "resources: [../base]\nnamespace: one\n",
      "two/kustomization.yaml": "resources: [../base]\nnamespace: two\n",
    };
    expect(counts(open(files))).toEqual({ scopes: [[2, 0]], all: [2, 0] });
  });

  it("has once what several clusters contain, and what is in none besides", () => {
    const files = {
      "base/kustomization.yaml": "resources: [deny.yaml, web.yaml]\n",
      "base/deny.yaml": policy("deny"),
      "base/web.yaml": pod("web"),
      "base/left-out.yaml": policy("left-out"),
      "dev/kustomization.yaml": "resources: [../base, debug.yaml]\n",
      "dev/debug.yaml": policy("debug"),
      "prod/kustomization.yaml": "resources: [../base, more.yaml]\n",
      "prod/more.yaml": policy("more"),
    };
    const { scopes, all } = counts(open(files));
    expect(scopes).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(open(files).scopes().leftOut).toEqual(["base/left-out.yaml"]);
    // The one in both, the two of one each, and that in neither.
    expect(all).toEqual([4, 1]);
  });

  it("has no patches", () => {
    const files = {
      "kustomization.yaml": "resources: [deny.yaml]\npatches: [{path: patch.yaml}]\n",
      "deny.yaml": policy("deny"),
      "patch.yaml": policy("deny"),
    };
    expect(counts(open(files))).toEqual({ scopes: [[1, 0]], all: [1, 0] });
  });
});
