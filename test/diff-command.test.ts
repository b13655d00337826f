/** `netpol diff`: what a change opens and closes, in every format, with its exit status. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

it("names what is closed, by the line that allowed it", async () => {
  const { stdout } = await diff("web", "closed");
  expect(stdout).toBe(
    "- shop/Deployment/web → shop/Deployment/api: TCP 9090\n" +
      "    by shop/NetworkPolicy/api (web/policies.yaml:4)\n" +
      "0 opened, 1 closed.\n",
  );
});

it("says that nothing changes", async () => {
  expect((await diff("web", "web")).stdout).toBe("No flow is opened or closed.\n");
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
  expect(stdout).toMatch(/^### Network policy: \d+ opened, 0 closed\.$/m);
  expect(stdout).toMatch(/^> \*\*A flow to or from everywhere outside the cluster opened\.\*\*$/m);
  expect(stdout).toMatch(
    /^\| `world → shop\/Deployment\/api` \| `everything` \| `shop\/NetworkPolicy\/api \(open\/policies\.yaml:4\)` \|$/m,
  );
});

it("has a form for programs", async () => {
  const { version, summary, changes } = JSON.parse((await diff("closed", "web", "--format", "json")).stdout);
  expect([version, summary]).toEqual([1, { opened: 1, closed: 0 }]);
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
