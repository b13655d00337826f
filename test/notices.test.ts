/** Notices: one for each cause, with the files and places that have it. */

import { expect, it } from "vitest";
import type { Change } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { application, fluxKustomization } from "./kit/gitops.js";

const kustomization = (...urls: string[]): string => `resources:\n${urls.map((url) => `  - ${url}\n`).join("")}`;
const template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n";

it("a remote resource alone is named with its line", () => {
  const files = { "a/kustomization.yaml": kustomization("https://example.org/a.yaml") };
  expect(workspaceOf(new Map(Object.entries(files))).notices()).toEqual([
    {
      file: "a/kustomization.yaml",
      message: "Line 2: `https://example.org/a.yaml` is not fetched: its objects are not in this workspace",
    },
  ]);
});

it("a file that something makes before the build is no error, and says what makes it", () => {
  const unread = (path: string, madeBy: string): Change => ({
    type: "put",
    file: { id: path, path, text: "", unread: true, madeBy },
  });
  const files = { "a/kustomization.yaml": kustomization("deploy.yaml", "../b", "gone.yaml") };
  const workspace = workspaceOf(new Map(Object.entries(files)));
  workspace.apply([unread("a/deploy.yaml", "main.tf")]);
  expect(workspace.notices()).toEqual([
    {
      file: "a/kustomization.yaml",
      message:
        "Line 2: `deploy.yaml` does not exist here; `main.tf` makes it before the build: its objects are unknown",
    },
  ]);
  expect(workspace.diagnostics("a/kustomization.yaml").map((it) => it.message)).toEqual([
    "`../b` does not exist",
    "`gone.yaml` does not exist",
  ]);
  workspace.apply([unread("b/kustomization.yaml", "b/kustomization.yaml.tpl")]);
  expect(workspace.notices()).toEqual([
    {
      message:
        "2 resources do not exist here, because templates or scripts make them before the build: their objects are unknown (a/kustomization.yaml)",
      places: [1, 2].map((line) => ({ file: "a/kustomization.yaml", line })),
    },
  ]);
  expect(workspace.diagnostics("a/kustomization.yaml").map((it) => it.message)).toEqual(["`gone.yaml` does not exist"]);
});

it("a file that is there and not read is told as such, whoever builds it", () => {
  const files = {
    "clusters/home/apps.yaml": fluxKustomization(
      "apps",
      "{path: ./a, sourceRef: {kind: GitRepository, name: flux-system}}",
    ),
    "a/kustomization.yaml": kustomization("backup.yaml"),
  };
  const workspace = workspaceOf(new Map(Object.entries(files)));
  workspace.apply([{ type: "put", file: { id: "b", path: "a/backup.yaml", text: "", unread: true } }]);
  expect(workspace.notices()).toEqual([
    {
      file: "a/kustomization.yaml",
      message: "Line 2: `backup.yaml` cannot be read here: its objects are unknown",
    },
  ]);
});

it("several causes of one kind are one notice, with every place", () => {
  const files = {
    "a/kustomization.yaml": kustomization("https://example.org/a.yaml", "https://example.org/b.yaml"),
    "b/kustomization.yaml": kustomization("https://example.org/c.yaml"),
    "c/one.yaml": template,
    "c/two.yaml": template,
  };
  expect(workspaceOf(new Map(Object.entries(files))).notices()).toEqual([
    {
      message:
        "3 remote resources are not fetched: their objects are not in this workspace (a/kustomization.yaml, b/kustomization.yaml)",
      places: [
        { file: "a/kustomization.yaml", line: 1 },
        { file: "a/kustomization.yaml", line: 2 },
        { file: "b/kustomization.yaml", line: 1 },
      ],
    },
    {
      message: "2 templates are not checked until they are rendered (c/one.yaml, c/two.yaml)",
      places: [
        { file: "c/one.yaml", line: 0 },
        { file: "c/two.yaml", line: 0 },
      ],
    },
  ]);
});

it("what Argo CD is to apply and nothing here builds is one notice for each reason, whatever it is called", () => {
  const url = "https://example.org/here.git";
  const app = (name: string, source: string): string => application(name, `{source: {${source}}, destination: {}}`);
  const files = {
    "apps/web.yaml": app("web", `repoURL: ${url}, path: charts/web`),
    "apps/db.yaml": app("db", "chart: db, repoURL: https://example.org/charts"),
    "apps/one.yaml": app("one", "repoURL: https://example.org/one.git, path: one"),
    "apps/two.yaml": app("two", "repoURL: https://example.org/two.git, path: two"),
    "apps/gone.yaml": app("gone", `repoURL: ${url}, path: gone`),
    "apps/here.yaml": app("here", `repoURL: ${url}, path: charts`),
    "charts/web/Chart.yaml": "name: web\nversion: 1.0.0\n",
  };
  expect(workspaceOf(new Map(Object.entries(files))).notices()).toEqual([
    {
      message:
        "2 Applications install charts that are not rendered: their objects are not in this workspace (apps/db.yaml, apps/web.yaml)",
      places: [
        { file: "apps/db.yaml", line: 3 },
        { file: "apps/web.yaml", line: 3 },
      ],
    },
    {
      file: "apps/gone.yaml",
      message: "Application gone: the folder `gone` is not in this workspace: its objects are not in this workspace",
    },
    {
      message:
        "2 Applications are built from other repositories: their objects are not in this workspace (apps/one.yaml, apps/two.yaml)",
      places: [
        { file: "apps/one.yaml", line: 3 },
        { file: "apps/two.yaml", line: 3 },
      ],
    },
  ]);
});

it("what a test expects is not checked, and is in no cluster", () => {
  const partial = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\n";
  const workspace = workspaceOf(
    new Map(
      [
        "t/00-assert.yaml",
        "t/01-errors.yaml",
        "t/chainsaw-assert-policy.yaml",
        "t/00-install.yaml",
        "assertive.yaml",
      ].map((it) => [it, partial]),
    ),
  );
  const ids = workspace.files.filter((it) => workspace.diagnostics(it).length > 0).sort();
  expect(ids).toEqual(["assertive.yaml", "t/00-install.yaml"]);
  expect(workspace.notices()).toContainEqual({
    message:
      "3 files are not checked: by their names, they are what tests expect (t/00-assert.yaml, t/01-errors.yaml, t/chainsaw-assert-policy.yaml)",
    places: ["t/00-assert.yaml", "t/01-errors.yaml", "t/chainsaw-assert-policy.yaml"].map((file) => ({
      file,
      line: 0,
    })),
  });
});

it("templates of a chart whose objects are committed, too, hide no pods", () => {
  const unseen = (label: string): boolean => {
    const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {helm.sh/chart: ${label}}}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: web}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {matchLabels: {app: web}}}
`;
    const files = {
      "chart/Chart.yaml": "apiVersion: v2\nname: my-shop\nversion: 1.2.0\n",
      "chart/templates/web.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n",
      "all.yaml": web,
    };
    return workspaceOf(new Map(Object.entries(files)))
      .notices()
      .some((it) => it.message.includes("may run pods"));
  };
  expect(unseen("my-shop-1.2.0")).toBe(false);
  expect(unseen("my-shop-v2.0.0-rc.1")).toBe(false);
  expect(unseen("shop-1.2.0")).toBe(true);
});

it("a patch that no kustomization lists is not named as a workload that is not counted", () => {
  const workload = (name: string, template: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template: ${template}\n`;
  const containers = "spec: {containers: [{name: main, image: x}]}";
  const files = {
    "kustomization.yaml": "namespace: shop\nresources: [policy.yaml]\n",
    "policy.yaml":
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n",
    "proxy_patch.yaml": workload("manager", `{${containers}}`),
    "web.yaml": workload("web", `{metadata: {labels: {app: web}}, ${containers}}`),
  };
  const messages = workspaceOf(new Map(Object.entries(files)))
    .notices()
    .map((it) => it.message);
  expect(messages).toContain("`Deployment web` is not counted in flows: no kustomization lists its file (web.yaml)");
});

it("a build that Flux refuses is not said to be kustomize's failure", () => {
  const files = {
    "flux.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec: {path: ./apps, prune: true, interval: 1h, sourceRef: {kind: GitRepository, name: home}, postBuild: {substitute: {A: b}}}
`,
    "apps/kustomization.yaml": kustomization("db.yaml", "gone.yaml"),
    "apps/db.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata: {a: '\${}'}\n`,
  };
  const workspace = workspaceOf(new Map(Object.entries(files)));
  const notes = Object.keys(files).flatMap((it) =>
    workspace.diagnostics(it).map(({ message, note }) => [message, note]),
  );
  const rest = "Other findings about these files assume that this is fixed.";
  expect(notes).toEqual([
    ["`gone.yaml` does not exist", `kustomize fails with an error here and outputs nothing. ${rest}`],
    [
      expect.stringMatching(/: Flux applies nothing$/),
      `What is in the cluster stays as it is until this is fixed. ${rest}`,
    ],
  ]);
});
