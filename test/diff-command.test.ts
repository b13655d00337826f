/** `netpol diff`: what a change opens and closes, in every format, with its exit status. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clusterYaml } from "./kit/cluster.js";
import { networkPolicy } from "./kit/manifests.js";
import { type CliRun, runCli } from "./kit/run-cli.js";

const CLUSTER = `shop
  web  app=web  ports=8080
  api  app=api  ports=9090
`;

let folder = "";

function write(state: string, policies: readonly string[], cluster = CLUSTER): void {
  mkdirSync(join(folder, state), { recursive: true });
  writeFileSync(join(folder, state, "cluster.yaml"), clusterYaml(cluster));
  writeFileSync(join(folder, state, "policies.yaml"), policies.join("---\n"));
}

function diff(before: string, after: string, ...args: readonly string[]): Promise<CliRun> {
  return runCli(["diff", before, after, ...args], { cwd: folder });
}

function ingress(rules: string): string {
  return networkPolicy("api", `{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: ${rules}}`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "netpol-diff-"));
  write("closed", [ingress("[]")]);
  write("web", [ingress("[{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 9090}]}]")]);
  write("open", [ingress("[{}]")]);
  const web = "from: [{podSelector: {matchLabels: {app: web}}}]";
  write("two-ports", [ingress(`[{${web}, ports: [{port: 9090}]},\n  {${web}, ports: [{port: 9100}]}]`)]);
  write("other-port", [ingress(`[{${web}, ports: [{port: 9100}]}]`)]);
  write("moved", [ingress(`[{${web}, ports: [{port: 9100}]},\n  {${web}, ports: [{port: 9110}]}]`)]);
  write("http", [
    ingress("[]"),
    `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: http, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: api}}
  ingress:
    - fromEndpoints: [{matchLabels: {app: web}}]
      toPorts: [{ports: [{port: "9090", protocol: TCP}], rules: {http: [{method: GET, path: /health}]}}]
`,
  ]);
  write("more", [ingress("[]")], `${CLUSTER}  job  app=job\n`);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("names what is opened, by which line", async () => {
  const { status, stdout } = await diff("closed", "web");
  expect(stdout).toBe(
    "+ shop/Deployment/web → shop/Deployment/api: TCP 9090\n" +
      "    by shop/NetworkPolicy/api (web/policies.yaml:4)\n" +
      "1 opened, 0 closed.\n",
  );
  expect(status).toBe(0);
});

it("names no rule that allows something else between the two", async () => {
  const { stdout } = await diff("web", "two-ports");
  expect(stdout).toBe(
    "+ shop/Deployment/web → shop/Deployment/api (widened): TCP 9090 → TCP 9090, 9100\n" +
      "    by shop/NetworkPolicy/api (two-ports/policies.yaml:5)\n" +
      "1 widened.\n",
  );
});

it("says of a flow that passes in part before and after what passes", async () => {
  expect((await diff("open", "web")).stdout).toContain(
    "- shop/Deployment/web → shop/Deployment/api (narrowed): everything → TCP 9090\n" +
      "    by shop/NetworkPolicy/api (open/policies.yaml:4)\n",
  );
  expect((await diff("open", "web")).stdout).toMatch(/^0 opened, \d+ closed, 1 narrowed\.$/m);
  expect((await diff("other-port", "web")).stdout).toBe(
    "+ shop/Deployment/web → shop/Deployment/api: TCP 9090\n" +
      "    by shop/NetworkPolicy/api (web/policies.yaml:4)\n" +
      "- shop/Deployment/web → shop/Deployment/api: TCP 9100\n" +
      "    by shop/NetworkPolicy/api (other-port/policies.yaml:4)\n" +
      "1 opened, 1 closed.\n",
  );
  const moved = await diff("two-ports", "moved", "--format", "markdown");
  expect(moved.stdout).toContain("### Network flows: 1 widened, 1 narrowed.\n");
  const passing = "`TCP 9090, 9100 → TCP 9100, 9110`";
  const ends = "`shop/Deployment/web → shop/Deployment/api`";
  expect(moved.stdout).toContain(`**Widened**\n\n- ${ends}: ${passing}, allowed by`);
  expect(moved.stdout).toContain(`**Narrowed**\n\n- ${ends}: ${passing}, was allowed by`);
  const conditional = await diff("web", "http");
  expect(conditional.stdout).toMatch(/^- .* \(narrowed\): TCP 9090 → TCP 9090 if HTTP GET \/health$/m);
  expect(conditional.stdout).toMatch(/^1 narrowed\.$/m);
});

it("counts a change of a base once, with the clusters that it reaches", async () => {
  const states = ["old", "new"].map((state) => `overlays-${state}`);
  for (const [index, state] of states.entries()) {
    const base = join(folder, state, "base");
    mkdirSync(base, { recursive: true });
    writeFileSync(join(base, "kustomization.yaml"), "resources: [cluster.yaml, policies.yaml]\n");
    writeFileSync(join(base, "cluster.yaml"), clusterYaml(CLUSTER));
    const from = "from: [{podSelector: {matchLabels: {app: web}}}]";
    writeFileSync(join(base, "policies.yaml"), ingress(index === 0 ? "[]" : `[{${from}, ports: [{port: 9090}]}]`));
    for (const [place, name] of ["dev", "prod", "stage", "test"].entries()) {
      const overlay = join(folder, state, "overlays", name);
      mkdirSync(overlay, { recursive: true });
      const own = `own-${name}.yaml`;
      writeFileSync(join(overlay, "kustomization.yaml"), `resources: [../../base, ${own}]\n`);
      writeFileSync(join(overlay, own), clusterYaml(`shop\n  extra  app=extra${place}\n`));
    }
  }
  const names = ["overlays/dev", "overlays/prod", "overlays/stage", "overlays/test"];
  const clusters = `in 4 clusters: ${names.join(", ")}`;
  const text = (await diff("overlays-old", "overlays-new")).stdout;
  expect(text).toBe(
    "+ shop/Deployment/web → shop/Deployment/api: TCP 9090\n" +
      "    by shop/NetworkPolicy/api (overlays-new/base/policies.yaml:4)\n" +
      `1 opened, 0 closed, ${clusters}.\n`,
  );
  const { summary, changes } = JSON.parse((await diff("overlays-old", "overlays-new", "--format", "json")).stdout);
  expect(summary).toMatchObject({ opened: 4, closed: 0, flows: { opened: 1, closed: 0, clusters: names } });
  expect(changes).toHaveLength(4);
  const markdown = (await diff("overlays-old", "overlays-new", "--format", "markdown")).stdout;
  expect(markdown).toContain(`### Network flows: 1 opened, 0 closed, ${clusters}.\n`);
  // Where they differ, each flow has its own.
  const labels = clusterYaml("shop\n  extra  app=web\n");
  writeFileSync(join(folder, "overlays-new/overlays/test/own-test.yaml"), labels);
  const apart = (await diff("overlays-old", "overlays-new")).stdout;
  expect(apart).toContain("/api [overlays/dev, overlays/prod, overlays/stage and 1 more]: TCP 9090\n");
  expect(apart).toContain("+ shop/Deployment/extra → shop/Deployment/api [overlays/test]: TCP 9090\n");
  expect(apart).toContain("2 opened, 0 closed, in 4 clusters.\n");
});

it("names what is closed, by the line that allowed it", async () => {
  const { stdout } = await diff("web", "closed");
  expect(stdout).toBe(
    "- shop/Deployment/web → shop/Deployment/api: TCP 9090\n" +
      "    by shop/NetworkPolicy/api (web/policies.yaml:4)\n" +
      "0 opened, 1 closed.\n",
  );
});

it("says that nothing changes", async () => {
  expect((await diff("web", "web")).stdout).toBe("No flows opened or closed.\n");
});

it("marks ends that only one state has", async () => {
  const { stdout } = await diff("closed", "more");
  expect(stdout).toMatch(/^\+ shop\/Deployment\/job → world \(new\): everything$/m);
});

it("exits with 1 where it is asked to", async () => {
  expect((await diff("closed", "web", "--fail-on", "opened")).status).toBe(1);
  expect((await diff("web", "closed", "--fail-on", "opened")).status).toBe(0);
  expect((await diff("web", "closed", "--fail-on", "changed")).status).toBe(1);
  expect((await diff("web", "web", "--fail-on", "changed")).status).toBe(0);
});

it("warns in Markdown of what is opened to the world", async () => {
  const { stdout } = await diff("web", "open", "--format", "markdown");
  expect(stdout).toMatch(/^### Network flows: \d+ opened, 0 closed, 1 widened\.$/m);
  expect(stdout).toMatch(/^> \*\*Opens a flow to or from anywhere outside the cluster\.\*\*$/m);
  expect(stdout).toMatch(
    /^- `world → shop\/Deployment\/api`: `everything`, allowed by `shop\/NetworkPolicy\/api \(open\/policies\.yaml:4\)`$/m,
  );
});

it("says where nothing restricts what is opened, or restricted what is closed", async () => {
  expect((await diff("closed", "more")).stdout).toContain("(new): everything\n    no policy restricts it\n");
  const opened = await diff("closed", "more", "--format", "markdown");
  expect(opened.stdout).toContain("- `shop/Deployment/job → world (new)`: `everything`, no policy restricts it\n");
  const closed = await diff("more", "closed", "--format", "markdown");
  expect(closed.stdout).toContain("- `shop/Deployment/job → world (removed)`: `everything`, no policy restricted it\n");
  const named = await diff("web", "closed", "--format", "markdown");
  expect(named.stdout).toContain("`TCP 9090`, was allowed by `shop/NetworkPolicy/api (web/policies.yaml:4)`\n");
});

it("has a form for programs", async () => {
  const { version, summary, changes } = JSON.parse((await diff("closed", "web", "--format", "json")).stdout);
  const flows = { opened: 1, closed: 0, widened: 0, narrowed: 0, world: 0, clusters: [] };
  expect([version, summary]).toEqual([1, { opened: 1, closed: 0, flows }]);
  expect(changes).toEqual([
    {
      from: "shop/Deployment/web",
      to: "shop/Deployment/api",
      opened: { TCP: [[9090, 9090]] },
      closed: {},
      because: [{ direction: "ingress", policy: "shop/NetworkPolicy/api", file: "web/policies.yaml", line: 3 }],
      isWorld: false,
    },
  ]);
});

it("compares with a git revision, deleted and new files too, and runs nothing of the repository", async () => {
  const own = mkdtempSync(join(tmpdir(), "netpol-diff-git-"));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: own, encoding: "utf8" });
  mkdirSync(join(own, "deploy"));
  writeFileSync(join(own, "deploy/cluster.yaml"), clusterYaml(CLUSTER));
  writeFileSync(join(own, "deploy/policies.yaml"), ingress("[]"));
  writeFileSync(join(own, "deploy/web.yaml"), networkPolicy("web", "{podSelector: {matchLabels: {app: web}}}"));
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "first");
  const proof = join(own, "ran");
  git("config", "core.fsmonitor", `touch ${proof}`);
  git("config", "filter.a.clean", `touch ${proof}; cat`);
  git("config", "filter.a.smudge", `touch ${proof}; cat`);
  git("config", "diff.a.textconv", `touch ${proof}; cat`);
  writeFileSync(join(own, ".gitattributes"), "*.yaml filter=a diff=a\n");
  writeFileSync(
    join(own, "deploy/policies.yaml"),
    ingress("[{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 9090}]}]"),
  );
  rmSync(join(own, "deploy/web.yaml"));
  const same = networkPolicy("job", "{podSelector: {matchLabels: {app: job}}}");
  writeFileSync(join(own, "deploy/new.yaml"), same);
  const since = (...args: readonly string[]): Promise<CliRun> => runCli(["diff", "--git", ...args], { cwd: own });
  const { status, stdout, stderr } = await since("HEAD", "deploy", "--format", "json");
  expect([status, stderr]).toEqual([0, ""]);
  const { summary, changes } = JSON.parse(stdout);
  expect(summary.closed).toBe(0);
  const opened = changes.map((it: { from: string; to: string }) => `${it.from} ${it.to}`);
  expect(opened).toContain("shop/Deployment/web shop/Deployment/api");
  expect(opened).toContain("world shop/Deployment/web");
  expect(existsSync(proof)).toBe(false);
  expect(await since("nothing", "deploy")).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/no git revision nothing/),
  });
  expect(await since("--output=ran", "deploy")).toMatchObject({ status: 2 });
  expect(existsSync(proof)).toBe(false);
  rmSync(own, { recursive: true, force: true });
});

it("requires two states", async () => {
  expect(await runCli(["diff", "closed"], { cwd: folder })).toMatchObject({ status: 2 });
});
