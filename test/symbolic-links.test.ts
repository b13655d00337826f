/** Links that stay inside the workspace lead where they lead for kustomize, Flux and Argo CD, and nothing is there twice. */

import { describe, expect, it } from "vitest";
import type { Change, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";
import { application, fluxKustomization } from "./kit/gitops.js";

const policy = (name: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\nspec: {podSelector: {}}\n`;

const link = (path: string, to: string): Change => ({
  type: "put",
  file: { id: path, path, text: "", unread: true, link: to },
});

function linked(files: Readonly<Record<string, string>>, ...links: readonly Change[]): Workspace {
  const workspace = workspaceOf(
    new Map(Object.entries({ "cluster.yaml": clusterYaml("shop\n  web  app=web\n"), ...files })),
  );
  workspace.apply(links);
  return workspace;
}

/** The policies of each cluster, and all findings. */
function seen(workspace: Workspace): unknown {
  return {
    policies: workspace.scopes().scopes.map((it) => `${it.name}: ${it.policies}`),
    findings: [...workspace.allDiagnostics()].flatMap(([file, all]) => all.map((it) => `${file} ${it.message}`)),
  };
}

const OVERLAYS = {
  "overlays/2.x/kustomization.yaml": "namespace: shop\nresources: [deny.yaml]\n",
  "overlays/2.x/deny.yaml": policy("deny"),
  "overlays/3.x/kustomization.yaml": "namespace: shop\nresources: [deny.yaml, gone.yaml]\n",
  "overlays/3.x/deny.yaml": policy("deny"),
};

describe("a link inside the workspace", () => {
  it("is followed where a kustomization lists it, and the folder is no cluster of its own", () => {
    const files = { ...OVERLAYS, "all/kustomization.yaml": "resources: [../overlays/default]\n" };
    const { "overlays/3.x/kustomization.yaml": _, "overlays/3.x/deny.yaml": __, ...alone } = files;
    expect(seen(linked(alone, link("overlays/default", "overlays/2.x")))).toEqual(
      seen(linked({ ...alone, "all/kustomization.yaml": "resources: [../overlays/2.x]\n" })),
    );
    expect(seen(linked(alone))).toMatchObject({
      findings: expect.arrayContaining([expect.stringContaining("`../overlays/default` does not exist")]),
    });
  });

  it("leads elsewhere when it is changed", () => {
    const files = { ...OVERLAYS, "all/kustomization.yaml": "resources: [../overlays/default]\n" };
    const workspace = linked(files, link("overlays/default", "overlays/2.x"));
    expect(workspace.diagnostics("all/kustomization.yaml")).toEqual([]);
    workspace.apply([link("overlays/default", "overlays/gone")]);
    expect(workspace.diagnostics("all/kustomization.yaml").map((it) => it.message)).toEqual([
      expect.stringContaining("`../overlays/default` does not exist"),
    ]);
    workspace.apply([link("overlays/default", "overlays/3.x")]);
    expect(seen(workspace)).toEqual(seen(linked(files, link("overlays/default", "overlays/3.x"))));
  });

  it("is followed to a file, through a folder and through other links; a ring leads nowhere", () => {
    const list = "namespace: shop\nresources: [deny.yaml, ../now/x.yaml, ../ring/x.yaml]\n";
    const files = { "a/kustomization.yaml": list, "b/deny.yaml": policy("deny"), "c/x.yaml": policy("x") };
    const links = [link("a/deny.yaml", "b/deny.yaml"), link("now", "then"), link("then", "c")];
    const workspace = linked(files, ...links, link("ring", "gnir"), link("gnir", "ring"));
    expect(workspace.diagnostics("a/kustomization.yaml").map((it) => it.message)).toEqual([
      // kustomize looks at where a link leads.
      "`deny.yaml` is outside this folder: kustomize's load restrictor rejects it",
      "`../now/x.yaml` is outside this folder: kustomize's load restrictor rejects it",
      "`../ring/x.yaml` does not exist",
    ]);
    expect(workspace.scopes().scopes.map((it) => it.policies)).toEqual([2]);
  });

  it.each([
    ["Flux", fluxKustomization("apps", "{path: ./overlays/default, targetNamespace: shop, prune: true}")],
    [
      "Argo CD",
      application("apps", "{source: {path: overlays/default, repoURL: here}, destination: {namespace: shop}}"),
    ],
  ])("is followed by %s", (_, applier) => {
    const { "overlays/3.x/kustomization.yaml": a, "overlays/3.x/deny.yaml": b, ...files } = OVERLAYS;
    const through = linked({ ...files, "apply.yaml": applier }, link("overlays/default", "overlays/2.x"));
    const direct = linked({ ...files, "apply.yaml": applier.replace("default", "2.x") });
    expect(seen(through)).toEqual(seen(direct));
    expect(through.notices()).toEqual(direct.notices());
  });
});
