/** Pods that no manifest shows: what is said, and what is not, where charts, operators and templates may run some. */

import { describe, expect, it } from "vitest";
import { onlyRules, workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";

const RELEASE = (name: string, namespace: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}, namespace: ${namespace}}\n`;

function policy(name: string, namespace: string, selector: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  podSelector: {matchLabels: {${selector}}}
  ingress: []
`;
}

const SHOP = clusterYaml("shop\n  web  app=web\n  invoices  app=invoices\nblog\n  blog  app=blog\n");

function said(files: Readonly<Record<string, string>>): string[] {
  const workspace = workspaceOf(
    new Map([["cluster.yaml", SHOP], ...Object.entries(files)]),
    onlyRules("NP1107", "NP1105"),
  );
  return [...workspace.allDiagnostics()].flatMap(([, found]) => found.map((it) => `${it.severity} ${it.message}`));
}

function notices(files: Readonly<Record<string, string>>): string[] {
  return workspaceOf(new Map([["cluster.yaml", SHOP], ...Object.entries(files)]))
    .notices()
    .map((it) => it.message);
}

describe("selectors that match nothing", () => {
  it("are reported in a namespace that has no chart, whatever another has", () => {
    const files = { "release.yaml": RELEASE("web", "blog"), "p.yaml": policy("p", "shop", "app: checkout") };
    expect(said(files)).toEqual(["warning This policy selects no pods: no pod in `shop` matches `app=checkout`"]);
  });

  it("are reported beside what only installs definitions of custom resources", () => {
    const wrong = policy("p", "shop", "app: checkout");
    const warning = ["warning This policy selects no pods: no pod in `shop` matches `app=checkout`"];
    const remote = (url: string): Record<string, string> => ({
      "crds/kustomization.yaml": `resources: [${url}]\n`,
      "p.yaml": wrong,
    });
    expect(said(remote("https://example.org/web/crds.yaml"))).toEqual(warning);
    expect(said(remote("https://example.org/web/install.yaml"))).toEqual([]);
    const release = (chart: string): string => `${RELEASE("web", "shop")}spec: {chart: {spec: {chart: ${chart}}}}\n`;
    expect(said({ "release.yaml": release("web-crds"), "p.yaml": wrong })).toEqual(warning);
    expect(said({ "release.yaml": release("web"), "p.yaml": wrong })).toEqual([]);
    const flux = (path: string): string =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\nspec: {path: ${path}, sourceRef: {kind: GitRepository, name: web}}\n`;
    expect(said({ "ks.yaml": flux("./config/crd"), "p.yaml": wrong })).toEqual(warning);
    expect(said({ "ks.yaml": flux("./config/default"), "p.yaml": wrong })).toEqual([]);
  });

  it("are doubted where a template may put pods into any namespace", () => {
    const template = "kind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n";
    const policies = `${policy("p", "shop", "app: checkout")}---\n${policy("q", "shop", "app: invoice")}---\n${policy("r", "shop", "app: blog")}`;
    expect(said({ "chart/templates/web.yaml": template, "p.yaml": policies })).toEqual([
      "info This policy selects no pods; did you mean `app=invoices` (Deployment `invoices`)?",
      "info This policy selects no pods in `shop`: pods with these labels are in `blog`",
    ]);
  });

  it("are believed by the names of a kustomization's chart and release", () => {
    const charts = "namespace: shop\nhelmCharts:\n- {name: invoice, releaseName: books, repo: https://example.org}\n";
    const policies = ["app: invoice", "app.kubernetes.io/instance: books", "app: invoicse"].map((it, at) =>
      policy(`p${at}`, "shop", it),
    );
    expect(said({ "kustomization.yaml": charts, "p.yaml": policies.join("---\n") })).toEqual([
      "info This policy selects no pods; did you mean `app=invoices` (Deployment `invoices`)?",
    ]);
  });

  it("are believed by what an operator is known to do", () => {
    const rollout = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: cart, namespace: shop}
spec: {template: {metadata: {labels: {app: cart}}, spec: {containers: [{name: cart}]}}}
`;
    const policies = `${policy("p", "shop", "app: cart")}---\n${policy("q", "shop", "app: baskets")}`;
    expect(said({ "cart.yaml": rollout, "p.yaml": policies })).toEqual([
      "warning This policy selects no pods: no pod in `shop` matches `app=baskets`",
    ]);
    const unknown = rollout.replace("argoproj.io", "example.com").replace("Rollout", "Thing");
    expect(said({ "cart.yaml": unknown, "p.yaml": policies })).toEqual([
      "warning This policy selects no pods: no pod in `shop` matches `app=baskets`",
    ]);
    const other = policy("p", "shop", "tier: core");
    expect(said({ "cart.yaml": rollout, "p.yaml": other })).toHaveLength(1);
    expect(said({ "cart.yaml": unknown, "p.yaml": other })).toEqual([]);
  });

  it("count the pods of a folder that an Application installs once", () => {
    const application = (source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: pay, namespace: argocd}
spec:
  source: {repoURL: https://example.org/shop.git, ${source}}
  destination: {namespace: shop}
`;
    const pay = {
      "apps/pay/pay.yaml": clusterYaml("shop\n  pay  app=pay\n"),
      "p.yaml": policy("p", "shop", "app: checkout"),
    };
    expect(said({ ...pay, "app.yaml": application("path: apps/pay") })).toHaveLength(1);
    expect(said({ ...pay, "app.yaml": application("path: charts/pay") })).toEqual([]);
    expect(said({ ...pay, "app.yaml": application("chart: pay") })).toEqual([]);
  });
});

describe("notices", () => {
  it("say each cause once, with how many and where", () => {
    const files = {
      "a.yaml": `${RELEASE("a", "shop")}---\n${RELEASE("b", "blog")}`,
      "b.yaml": RELEASE("c", "blog"),
      "p.yaml": `${policy("p", "shop", "app: web")}---\n${policy("q", "blog", "app: blog")}---\n${policy("r", "empty", "app: x")}`,
    };
    expect(notices(files)).toEqual([
      "Some selectors that match nothing are not reported for `blog`, `shop`: 3 HelmRelease (a.yaml, b.yaml) may run pods there",
      "Selectors that match nothing are not reported for `empty`: no workload of that namespace is in this workspace",
    ]);
  });

  it("are none for what concerns no policy", () => {
    const files = { "a.yaml": RELEASE("a", "elsewhere"), "p.yaml": policy("p", "shop", "app: web") };
    expect(notices(files)).toEqual([]);
  });
});

describe("workloads that no kustomization lists", () => {
  const shop = (name: string) => clusterYaml(`shop\n  ${name}  app=${name}\n`);
  const listed = { "shop/kustomization.yaml": "namespace: shop\nresources: [p.yaml]\n" };

  it("are named once, where a policy of their namespace may be meant for them", () => {
    const files = { ...listed, "shop/p.yaml": policy("p", "shop", "app: till"), "shop/till.yaml": shop("till") };
    expect(notices(files)).toContain(
      "`Deployment till` is not counted in flows: no kustomization lists its file (shop/till.yaml)",
    );
    expect(notices({ ...files, "shop/desk.yaml": shop("desk") })).toContain(
      "2 workloads are not counted in flows: no kustomization lists their files (shop/desk.yaml, shop/till.yaml)",
    );
  });

  it("are not named in a namespace without policies, or where they are listed elsewhere", () => {
    const other = {
      "other/kustomization.yaml": "namespace: other\nresources: [c.yaml]\n",
      "other/c.yaml": "kind: X\n",
    };
    const files = {
      ...other,
      "other/till.yaml": shop("till").replaceAll("shop", "other"),
      "p.yaml": policy("p", "shop", "app: web"),
    };
    expect(notices(files).filter((it) => it.includes("lists"))).toEqual([]);
    const twice = { ...listed, "shop/p.yaml": policy("p", "shop", "app: web"), "shop/web.yaml": shop("web") };
    expect(notices(twice).filter((it) => it.includes("lists"))).toEqual([]);
  });
});
