/** Charts that helm renders, as users meet them: what counts, where it is said, and when no program is run. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChartRenderer } from "../server/src/node/helm/chart-renderer.js";
import { findHelm } from "../server/src/node/helm/find-helm.js";
import { PLAIN_REQUEST } from "../server/src/kustomize/index.js";
import { CHART, chartIn, fakeHelm, type FakeHelm, printed, PRINTS } from "./kit/helm.js";
import { runCli } from "./kit/run-cli.js";
import { writeTree } from "./kit/folders.js";

const FRONT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: front, namespace: shop}
spec:
  selector: {matchLabels: {app: front}}
  template: {metadata: {labels: {app: front}}, spec: {containers: [{name: main, image: x}]}}
`;

const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: store, namespace: shop}
spec:
  chart: {spec: {chart: ./charts/shop, sourceRef: {kind: GitRepository, name: flux-system}}}
  values: {client: front, port: 9090}
`;

interface Report {
  readonly summary: { readonly policies: number; readonly workloads: number };
  readonly diagnostics: readonly {
    readonly rule: string;
    readonly file: string;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number } };
    readonly fixes: readonly unknown[];
  }[];
  readonly notices: readonly { readonly file?: string; readonly message: string }[];
}

let folder: string;
let helm: FakeHelm;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "netpol-charts-"));
  helm = fakeHelm(path.join(folder, "bin"), PRINTS);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function workspace(files: Readonly<Record<string, string>>): string {
  const root = path.join(folder, "work");
  writeTree(root, files);
  return root;
}

async function check(root: string, ...more: string[]): Promise<Report> {
  const { stdout } = await runCli(["check", ".", "--format", "json", ...more], { cwd: root });
  return JSON.parse(stdout) as Report;
}

async function rendered(root: string): Promise<Report> {
  return check(root, "--helm", "render", "--helm-path", helm.program);
}

async function flowsOf(root: string): Promise<string[]> {
  const args = ["flows", ".", "--format", "json", "--helm", "render", "--helm-path", helm.program];
  const { stdout } = await runCli(args, { cwd: root });
  const { flows } = JSON.parse(stdout) as {
    flows: { from: string; to: string; allowed?: Record<string, number[][]> }[];
  };
  return flows.map((it) => `${it.from} → ${it.to} ${JSON.stringify(it.allowed)}`);
}

describe("a chart that a HelmRelease installs", () => {
  it("counts in flows, with the release's values, name and namespace", async () => {
    const root = workspace({ ...chartIn("charts/shop"), "apps/store.yaml": RELEASE, "apps/front.yaml": FRONT });
    expect(await flowsOf(root)).toContain(`shop/Deployment/front → shop/Deployment/store-web {"TCP":[[9090,9090]]}`);
    const { summary, diagnostics, notices } = await rendered(root);
    expect(summary).toMatchObject({ policies: 1, workloads: 2 });
    expect(diagnostics).toEqual([]);
    expect(notices).toEqual([{ file: "charts/shop/Chart.yaml", message: "Rendered by helm as `store` in `shop`" }]);
  });

  it("has what is wrong said at the line of its template, and no fix there", async () => {
    const wrong = RELEASE.replace("client: front", "client: frnt");
    const root = workspace({ ...chartIn("charts/shop"), "apps/store.yaml": wrong, "apps/front.yaml": FRONT });
    const { diagnostics } = await rendered(root);
    expect(diagnostics.map(({ rule, file, range, fixes }) => [rule, file, range.start.line, fixes])).toEqual([
      ["selector-matches-nothing", "charts/shop/templates/policy.yaml", 14, []],
    ]);
  });

  it("is as unknown as before where values come from elsewhere", async () => {
    const open = RELEASE.replace("values: {", "valuesFrom: [{kind: Secret, name: s}]\n  values: {");
    const root = workspace({ ...chartIn("charts/shop"), "apps/store.yaml": open });
    const { summary } = await rendered(root);
    expect(summary).toMatchObject({ policies: 0, workloads: 0 });
    expect(helm.runs()).toEqual([]);
  });

  it("takes values from a ConfigMap, and says which values cannot be read", async () => {
    const from = (kind: string) =>
      RELEASE.replace("values: {", `valuesFrom: [{kind: ${kind}, name: store-values}]\n  values: {`);
    const values = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: store-values, namespace: shop}\ndata: {values.yaml: "{port: 1, extra: 2}"}\n`;
    const root = workspace({
      ...chartIn("charts/shop"),
      "apps/store.yaml": from("ConfigMap"),
      "apps/values.yaml": values,
    });
    await rendered(root);
    expect(helm.runs()[0]?.values).toEqual(['{"port":9090,"extra":2,"client":"front"}']);
    writeTree(root, { "apps/store.yaml": from("Secret") });
    const { notices } = await rendered(root);
    expect(notices.map((it) => it.message)).toContain(
      "Not all values of `HelmRelease store` are known: Secret `store-values` cannot be read (apps/store.yaml)",
    );
  });

  it("is found through a HelmChart that the release refers to", async () => {
    const refers = RELEASE.replace(/chart: .*/, "chartRef: {kind: HelmChart, name: shop}");
    const chart = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: shop, namespace: shop}
spec: {chart: ./charts/shop, sourceRef: {kind: GitRepository, name: flux-system}}
`;
    const root = workspace({ ...chartIn("charts/shop"), "apps/store.yaml": refers, "apps/chart.yaml": chart });
    const { notices } = await rendered(root);
    expect(notices).toEqual([{ file: "charts/shop/Chart.yaml", message: "Rendered by helm as `store` in `shop`" }]);
  });

  it.each([
    ["images", "images: [{name: a, newTag: b}]", 1],
    ["patches", 'patches: [{target: {kind: Service}, patch: "[]"}]', 0],
  ])("with postRenderers that change %s has so many policies: %s", async (_, kustomize, policies) => {
    const patched = `${RELEASE}  postRenderers: [{kustomize: {${kustomize}}}]\n`;
    const root = workspace({ ...chartIn("charts/shop"), "apps/store.yaml": patched });
    const { summary, notices } = await rendered(root);
    expect(summary.policies).toBe(policies);
    expect(notices.some((it) => it.message.includes("postRenderers"))).toBe(policies === 0);
  });

  it("takes files of values in the place of the chart's own, as Flux has it", async () => {
    const files = RELEASE.replace("sourceRef", "valuesFiles: [./values/prod.yaml], sourceRef");
    const root = workspace({ ...chartIn("charts/shop"), "apps/store.yaml": files, "values/prod.yaml": "port: 1234\n" });
    await rendered(root);
    expect(helm.runs()[0]?.values).toEqual(["port: 1234\n", '{"client":"front","port":9090}']);
  });
});

describe("a chart of an Application", () => {
  it("counts where the Application deploys it, with files of values and parameters", async () => {
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: store, namespace: argocd}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  source:
    repoURL: https://example.org/r.git
    path: charts/shop
    helm: {valueFiles: [/prod.yaml], parameters: [{name: port, value: "7070"}]}
`;
    const root = workspace({ ...chartIn("charts/shop"), "app.yaml": application, "prod.yaml": "client: web\n" });
    expect((await flowsOf(root)).map((it) => it.split(" {")[0])).toContain("shop/Deployment/store-web → world");
    expect(helm.runs()[0]).toMatchObject({ values: ["client: web\n"] });
    expect(helm.runs()[0]?.args.at(-1)).toBe("--set=port=7070");
  });
});

describe("a chart of a kustomization", () => {
  it("is rendered, and changed by the kustomization like the rest", async () => {
    const kustomization = `namespace: shop
helmCharts:
- {name: shop, releaseName: store, valuesInline: {client: front, port: 6060}}
labels: [{pairs: {team: blue}, includeSelectors: true}]
resources: [front.yaml]
`;
    const root = workspace({ ...chartIn("charts/shop"), "kustomization.yaml": kustomization, "front.yaml": FRONT });
    expect(await flowsOf(root)).toContain(`shop/Deployment/front → shop/Deployment/store-web {"TCP":[[6060,6060]]}`);
  });

  it("that is not vendored is fetched by nobody", async () => {
    const kustomization = "helmCharts:\n- {name: redis, repo: https://example.org, version: 1.0.0}\n";
    const root = workspace({ "kustomization.yaml": kustomization });
    const { notices } = await rendered(root);
    expect(notices.map((it) => it.message).join()).toContain("chart `redis` is not rendered");
    expect(helm.runs()).toEqual([]);
  });
});

describe("a chart that nothing installs", () => {
  it("is rendered as it comes; its parts and libraries are not", async () => {
    const library = { "Chart.yaml": "apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n" };
    const part = { ...CHART, "Chart.yaml": "apiVersion: v2\nname: part\nversion: 1.0.0\n" };
    const root = workspace({ ...chartIn("shop"), ...chartIn("shop/charts/part", part), ...chartIn("common", library) });
    const { summary } = await rendered(root);
    expect(helm.runs().map((it) => [it.args[1], it.args[3]])).toEqual([["shop", "--namespace=default"]]);
    expect(summary).toMatchObject({ policies: 1, workloads: 1 });
  });

  it("counts once where what it comes to is committed, too", async () => {
    const namespaced = printed({ release: "shop" }).replaceAll(
      "metadata:\n  name:",
      "metadata:\n  namespace: live\n  name:",
    );
    const root = workspace({ ...chartIn("shop"), "manifests/all.yaml": namespaced });
    const { summary, diagnostics, notices } = await rendered(root);
    expect(helm.runs()).toHaveLength(1);
    expect(notices).toContainEqual({
      file: "shop/Chart.yaml",
      message: "Rendered by helm, but not counted in flows: its objects are in manifests of this workspace, too",
    });
    expect(summary).toMatchObject({ policies: 1, workloads: 1 });
    expect(new Set(diagnostics.map((it) => it.file))).toEqual(new Set(["manifests/all.yaml"]));
  });

  it("is not rendered where the label of committed objects names it", async () => {
    const other = printed({ release: "live" }).replace("metadata:", "metadata:\n  labels: {helm.sh/chart: shop-0.0.9}");
    const root = workspace({ ...chartIn("shop"), "manifests/all.yaml": other });
    const { summary } = await rendered(root);
    expect(helm.runs()).toEqual([]);
    expect(summary).toMatchObject({ policies: 1, workloads: 1 });
  });
});

describe("helm", () => {
  it("gets a copy, nobody's settings and no way out", async () => {
    const root = workspace({ ...chartIn("shop"), "shop/values.schema.json": "{}" });
    await rendered(root);
    const [run, ...others] = helm.runs();
    expect(others).toEqual([]);
    expect(run?.args.slice(0, 2)).toEqual(["template", "shop"]);
    expect(run?.args).toContain("--skip-schema-validation");
    expect(run?.chart).toEqual(["Chart.yaml", "templates", "values.yaml"]);
    expect(run?.cwd.startsWith(root)).toBe(false);
    const { HTTP_PROXY, HTTPS_PROXY, NO_PROXY, ...folders } = run?.env ?? {};
    expect([HTTP_PROXY, HTTPS_PROXY, NO_PROXY]).toEqual(["http://127.0.0.1:9", "http://127.0.0.1:9", ""]);
    for (const [name, value] of Object.entries(folders)) expect(value.startsWith(run?.cwd ?? "?"), name).toBe(true);
    expect(Object.keys(folders)).not.toContain("PATH");
  });

  it("is not run because a workspace asks for it", async () => {
    const root = workspace({ ...chartIn("shop"), ".netpol.yaml": "helm: render\n" });
    const { notices } = await check(root, "--helm-path", helm.program);
    expect(notices.map((it) => it.message)).toContain(
      "Charts are not rendered: on the command line, `helm: render` also requires `--helm render`",
    );
    expect(helm.runs()).toEqual([]);
  });

  it("is not run where it is of the workspace", () => {
    const root = workspace({ "a.yaml": "" });
    const own = fakeHelm(path.join(root, "bin"), "");
    const PATH = [path.dirname(own.program), "bin", path.dirname(helm.program)].join(path.delimiter);
    expect(findHelm(undefined, root, { PATH })).toBe(helm.program);
    expect(findHelm("bin/helm", root, { PATH })).toBeUndefined();
  });

  it("that refuses a chart is one notice at the chart", async () => {
    helm = fakeHelm(
      path.join(folder, "bin"),
      `say("Error: " + args[2] + "/x.yaml:1:10\\n  executing at <.a.b>:\\n    nil pointer\\n\\nUse --debug flag to render out invalid YAML\\n"); exit(1);`,
    );
    const root = workspace(chartIn("shop"));
    const { notices } = await rendered(root);
    expect(notices.filter((it) => it.message.includes("helm"))).toEqual([
      {
        file: "shop/Chart.yaml",
        message:
          "helm cannot render this chart, so it is not counted in flows: shop/x.yaml:1:10 executing at <.a.b>: nil pointer",
      },
    ]);
  });
});

describe("charts whose dependencies are not vendored", () => {
  it("are one notice, and fetched by nobody", async () => {
    helm = fakeHelm(
      path.join(folder, "bin"),
      `say("Error: An error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: redis, common\\n"); exit(1);`,
    );
    const told = async (root: string): Promise<string[]> =>
      (await rendered(root)).notices.map((it) => it.message).filter((it) => it.includes("depend"));
    const root = workspace(chartIn("shop"));
    expect(await told(root)).toEqual(["Not rendered: its dependencies are missing in `charts/`: `redis`, `common`"]);
    writeTree(root, chartIn("mail"));
    expect(await told(root)).toEqual([
      "2 charts are not rendered: their dependencies are missing in `charts/` (mail/Chart.yaml, shop/Chart.yaml)",
    ]);
  });
});

describe("rendering", () => {
  const request = { ...PLAIN_REQUEST, folder: "shop", release: "shop", namespace: "default" };

  it("ends a program that takes too long, or says too much", async () => {
    const root = workspace(chartIn("shop"));
    const slow = fakeHelm(path.join(folder, "slow"), "setTimeout(() => undefined, 60_000);");
    const [late] =
      (await new ChartRenderer(slow.program, root, undefined, { timeoutMs: 2_000 }).render([request])) ?? [];
    expect(late?.fault).toBe("helm took longer than 2 s");
    const loud = fakeHelm(path.join(folder, "loud"), `for (;;) print("x".repeat(1000));`);
    const [large] =
      (await new ChartRenderer(loud.program, root, undefined, { mostOutput: 10_000 }).render([request])) ?? [];
    expect(large?.fault).toBe("its output is too large");
  });

  it("ends when it is cancelled, without an answer", async () => {
    const root = workspace(chartIn("shop"));
    const slow = fakeHelm(path.join(folder, "slow"), "setTimeout(() => undefined, 60_000);");
    const abort = new AbortController();
    const answer = new ChartRenderer(slow.program, root).render([request], abort.signal);
    setTimeout(() => abort.abort(), 500);
    expect(await answer).toBeUndefined();
  });

  it("is not done again until a file of the chart changes, on disk or in the editor", async () => {
    const root = workspace(chartIn("shop"));
    const open = new Map<string, string>();
    const renderer = new ChartRenderer(helm.program, root, (it) => open.get(it));
    const [first] = (await renderer.render([request])) ?? [];
    expect((await renderer.render([request]))?.[0]).toBe(first);
    open.set("shop/templates/_helpers.tpl", "");
    await renderer.render([request]);
    writeFileSync(path.join(root, "shop/values.yaml"), "port: 1\n");
    await renderer.render([request]);
    expect(helm.runs()).toHaveLength(3);
  });

  it("reads nothing outside the workspace", async () => {
    const root = workspace(chartIn("shop"));
    writeFileSync(path.join(folder, "secret.yaml"), "secret\n");
    symlinkSync("../../secret.yaml", path.join(root, "shop/secret.yaml"));
    const [answer] = (await new ChartRenderer(helm.program, root).render([request])) ?? [];
    expect(answer?.fault).toBe("its `secret.yaml` is a link to a file outside the workspace");
    expect(helm.runs()).toEqual([]);
  });
});

/** The user's own, where this machine has one. */
const REAL = findHelm(process.env.NETPOL_TEST_HELM, tmpdir());

describe.skipIf(REAL === undefined)("a real helm", () => {
  it("prints what is said here that it prints, and what it refuses is told", async () => {
    const root = workspace(chartIn("shop"));
    const renderer = new ChartRenderer(REAL ?? "", root);
    const request = { ...PLAIN_REQUEST, folder: "shop", release: "store", namespace: "shop" };
    const values = [JSON.stringify({ client: "front", port: 9090 })];
    const [plain, other] = (await renderer.render([request, { ...request, values }])) ?? [];
    const objects = (text: string): string[] => text.split("---\n").sort();
    expect(objects(plain?.output ?? "")).toEqual(objects(printed()));
    expect(objects(other?.output ?? "")).toEqual(objects(printed({ client: "front", port: 9090 })));
    writeFileSync(
      path.join(root, "shop/Chart.yaml"),
      `${CHART["Chart.yaml"]}dependencies: [{name: redis, version: 1.0.0, repository: "https://example.org"}]\n`,
    );
    const [missing] = (await renderer.render([request])) ?? [];
    expect(missing?.fault).toContain("missing in charts/ directory: redis");
  });

  it("finds no file and no network by what a chart says", async () => {
    const root = workspace({
      ...chartIn("shop"),
      "shop/templates/web.yaml": `kind: ConfigMap\nmetadata: {name: a}\ndata: {a: {{ .Files.Get "../../secret.yaml" | quote }}, b: {{ getHostByName "example.org" | quote }}}\n`,
      "shop/values.schema.json": `{"$ref": "https://example.org/schema.json"}`,
    });
    writeFileSync(path.join(folder, "secret.yaml"), "secret\n");
    const request = { ...PLAIN_REQUEST, folder: "shop", release: "store", namespace: "shop" };
    const [answer] = (await new ChartRenderer(REAL ?? "", root).render([request])) ?? [];
    expect(answer?.output).toContain(`data: {a: "", b: ""}`);
  });

  it("is helm", () => {
    expect(execFileSync(REAL ?? "", ["version", "--short"], { encoding: "utf8" })).toMatch(/^v[34]\./);
  });
});
