/** `netpol can` as its contract has it: JSON, text, exit statuses, scopes, versions, what is not counted. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../server/src/ide/index.js";
import { CLUSTER, DB, OPEN, place } from "./kit/can-questions.js";
import { clusterYaml } from "./kit/cluster.js";
import { ciliumPolicy, networkPolicy } from "./kit/manifests.js";
import { type CliRun, runCli } from "./kit/run-cli.js";

describe("the command", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "netpol-can-"));
    writeFileSync(join(folder, "cluster.yaml"), clusterYaml(CLUSTER));
    writeFileSync(join(folder, "policies.yaml"), DB);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const netpol = (...args: readonly string[]): Promise<CliRun> => runCli(["can", ...args], { cwd: folder });

  it("prints the JSON of the contract", async () => {
    const { status, stdout, stderr } = await netpol("shop/web", "shop/db", "--port", "5432", "--format", "json");
    expect([status, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      ...{ version: 1, from: "shop/Deployment/web", to: "shop/StatefulSet/db", verdict: "allowed", conditions: [] },
      egress: OPEN,
      ingress: {
        verdict: "allowed",
        isolatedBy: [place("shop/NetworkPolicy/db", 7)],
        decidedBy: [place("shop/NetworkPolicy/db", 9)],
      },
      refused: [],
    });
  });

  it("names policies that are refused, and by whom", async () => {
    const both = "fromEndpoints: [{}], fromCIDR: [10.0.0.0/8]";
    writeFileSync(
      join(folder, "refused.yaml"),
      [
        networkPolicy("one", "{podSelector: {}, ingress: [{from: [{podSelecter: {}}]}]}"),
        ciliumPolicy("two", `{endpointSelector: {}, ingress: [{${both}}]}`),
      ].join("---\n"),
    );
    const { stdout } = await netpol("shop/web", "shop/db", "--port", "5432");
    rmSync(join(folder, "refused.yaml"));
    const lines = stdout.split("\n").slice(5);
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}without shop\/NetworkPolicy\/one \(refused.yaml:\d+\)$/),
      "    The API server rejects this policy, so it never takes effect",
      expect.stringMatching(/^ {2}without shop\/CiliumNetworkPolicy\/two \(refused.yaml:\d+\)$/),
      "    Cilium rejects this policy: the object exists, but is not enforced",
      "",
    ]);
  });

  it("says no plain verdict where policies that are not read may decide otherwise", async () => {
    writeFileSync(
      join(folder, "amazon.yaml"),
      "apiVersion: networking.k8s.aws/v1alpha1\nkind: ClusterNetworkPolicy\nmetadata: {name: all}\nspec: {types: [Ingress]}\n",
    );
    const text = await netpol("shop/web", "shop/db", "--port", "5432");
    const json = await netpol("shop/web", "shop/db", "--port", "5432", "--format", "json");
    rmSync(join(folder, "amazon.yaml"));
    expect([text.status, json.status]).toEqual([2, 2]);
    expect(text.stdout.split("\n").slice(0, 4)).toEqual([
      "shop/Deployment/web → shop/StatefulSet/db, TCP 5432: unknown",
      "  allowed by the policies that netpol reads, but 1 policy of Amazon VPC CNI may change this",
      "    not read: ClusterNetworkPolicy all (amazon.yaml:1)",
      "  egress: allowed, no policy restricts it",
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ verdict: "unknown", verdictOfCounted: "allowed" },
      notCounted: [
        { system: "Amazon VPC CNI", kind: "ClusterNetworkPolicy", name: "all", file: "amazon.yaml", line: 0 },
      ],
    });
  });

  it("prints text with lines as editors count them", async () => {
    expect((await netpol("shop/web", "shop/db", "--port", "5432")).stdout).toBe(
      [
        "shop/Deployment/web → shop/StatefulSet/db, TCP 5432: allowed",
        "  egress: allowed, no policy restricts it",
        "  ingress: allowed",
        "    decided by shop/NetworkPolicy/db (policies.yaml:10)",
        "    restricted by shop/NetworkPolicy/db (policies.yaml:8)",
        "",
      ].join("\n"),
    );
  });

  it("exits with 1 when denied", async () => {
    expect((await netpol("ops/probe", "shop/db", "--port", "5432")).status).toBe(1);
    expect((await netpol("ops/probe", "shop/db", "--port", "9187")).status).toBe(0);
    expect((await netpol("ops/probe", "shop/db", "--port", "9187", "--protocol", "udp")).status).toBe(1);
  });

  it.each([
    [["shop/webb", "shop/db"], "netpol: No workload `shop/webb`; did you mean `shop/Deployment/web`?\n"],
    [["web", "shop/db"], "netpol: `web` is ambiguous: `ops/Deployment/web`, `shop/Deployment/web`\n"],
    [["shop/web", "shop/db", "--port", "0"], "netpol: --port must be a number from 1 to 65535, not 0\n"],
    [["shop/web", "shop/db", "--port", "65536"], "netpol: --port must be a number from 1 to 65535, not 65536\n"],
    [["shop/web", "shop/db", "--port", "http"], "netpol: --port must be a number from 1 to 65535, not http\n"],
    [
      ["shop/web", "shop/db", "--protocol", "GRE"],
      "netpol: --protocol must be TCP, UDP, SCTP, ICMP or ICMPv6, not GRE\n",
    ],
    [["shop/web", "shop/db", "--protocol", "ICMP", "--port", "8"], "netpol: ICMP has no ports: remove --port\n"],
    [["shop/web", "shop/db", "--scope", "live"], "netpol: unknown scope live"],
    [["shop/web", "shop/db", "nowhere"], "netpol: nowhere cannot be read: no such file or folder\n"],
    [["shop/web"], "missing required argument"],
  ])("exits with 2 for %j", async (args, message) => {
    const { status, stdout, stderr } = await netpol(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("writes what allows a denied connection with --fix, or shows it", async () => {
    const own = mkdtempSync(join(tmpdir(), "netpol-can-"));
    writeFileSync(join(own, "all.yaml"), `${clusterYaml(CLUSTER)}---\n${DB}`);
    const fix = (...args: readonly string[]): Promise<CliRun> =>
      runCli(["can", "ops/probe", "shop/db", "--port", "5432", "--fix", ...args], { cwd: own });
    const shown = await fix("--dry-run");
    expect([shown.status, shown.stderr]).toEqual([0, ""]);
    expect(shown.stdout).toContain("+    - from:\n+        - namespaceSelector:");
    expect(await fix()).toMatchObject({ status: 0, stdout: "", stderr: "netpol: fixed all.yaml\n" });
    expect(await fix()).toMatchObject({ status: 0, stdout: "", stderr: "netpol: this is allowed already\n" });
    rmSync(own, { recursive: true, force: true });
  });

  it("writes with --fix what several clusters share once, and what each has of its own", async () => {
    const own = mkdtempSync(join(tmpdir(), "netpol-can-"));
    const put = (file: string, text: string): void => {
      mkdirSync(dirname(join(own, file)), { recursive: true });
      writeFileSync(join(own, file), text);
    };
    const closed = (name: string): string =>
      networkPolicy(name, "{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}");
    put("base/all.yaml", clusterYaml(CLUSTER));
    put("base/policies.yaml", closed("db"));
    put("base/kustomization.yaml", "resources: [all.yaml, policies.yaml]\n");
    for (const name of ["dev", "prod"]) put(`overlays/${name}/kustomization.yaml`, "resources: [../../base]\n");
    const fix = (): Promise<CliRun> => runCli(["can", "ops/probe", "shop/db", "--port", "5432", "--fix"], { cwd: own });
    expect(await fix()).toMatchObject({ status: 0, stderr: "netpol: fixed base/policies.yaml\n" });
    put("overlays/prod/more.yaml", closed("db-more"));
    put("base/policies.yaml", "");
    put("overlays/dev/more.yaml", closed("db-dev"));
    for (const name of ["dev", "prod"])
      put(`overlays/${name}/kustomization.yaml`, "resources: [../../base, more.yaml]\n");
    expect(await fix()).toMatchObject({
      status: 0,
      stderr: "netpol: fixed overlays/dev/more.yaml\nnetpol: fixed overlays/prod/more.yaml\n",
    });
    rmSync(own, { recursive: true, force: true });
  });

  it("writes nothing with --fix where a rule denies", async () => {
    const deny = ciliumPolicy(
      "deny",
      "{endpointSelector: {matchLabels: {app: db}}, ingressDeny: [{fromEntities: [all]}]}",
    );
    writeFileSync(join(folder, "deny.yaml"), deny);
    const { status, stdout, stderr } = await netpol("shop/web", "shop/db", "--port", "5432", "--fix");
    rmSync(join(folder, "deny.yaml"));
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^netpol: A rule in `shop\/CiliumNetworkPolicy\/deny` \(deny\.yaml:\d+\) denies this/);
  });

  it("says with --fix on which condition a connection is allowed", async () => {
    const own = mkdtempSync(join(tmpdir(), "netpol-can-"));
    const private10 = "{endpointSelector: {matchLabels: {app: web}}, egress: [{toCIDR: [10.0.0.0/8]}]}";
    writeFileSync(join(own, "all.yaml"), `${clusterYaml(CLUSTER)}---\n${ciliumPolicy("web", private10)}`);
    const ask = (...args: readonly string[]): Promise<CliRun> =>
      runCli(["can", "shop/web", "api.example.com", "--port", "443", ...args], { cwd: own });
    expect((await ask()).stdout).toContain(": conditional\n  only if its address is in 10.0.0.0/8\n");
    const stderr = "netpol: this is allowed already, but only if its address is in 10.0.0.0/8\n";
    expect(await ask("--fix")).toMatchObject({ status: 0, stdout: "", stderr });
    rmSync(own, { recursive: true, force: true });
  });

  it("takes the versions that the policies meet", async () => {
    const policy = ciliumPolicy(
      "web",
      "{endpointSelector: {matchLabels: {app: web}}, egress: [{toFQDNs: [{matchPattern: '**.example.com'}]}, " +
        "{toEntities: [cluster], toPorts: [{ports: [{port: '53'}], rules: {dns: [{matchPattern: '*'}]}}]}]}",
    );
    writeFileSync(join(folder, "fqdn.yaml"), policy);
    const asked = async (version: string): Promise<number | null> =>
      (await netpol("shop/web", "a.b.example.com", "--port", "443", "--cilium-version", version)).status;
    expect([await asked("1.18"), await asked("1.19")]).toEqual([1, 0]);
    rmSync(join(folder, "fqdn.yaml"));
  });

  it("asks every scope, and one refusal is a refusal", async () => {
    writeFileSync(join(folder, "open.yaml"), clusterYaml(CLUSTER));
    writeFileSync(
      join(folder, ".netpol.yaml"),
      "scopes:\n  live: [cluster.yaml, policies.yaml]\n  test: [open.yaml]\n",
    );
    const { status, stdout } = await netpol("ops/probe", "shop/db", "--port", "80", "--format", "json");
    expect(status).toBe(1);
    const { version, answers } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(answers.map((it: Answer) => [it.scope, it.verdict])).toEqual([
      ["live", "denied"],
      ["test", "allowed"],
    ]);
    expect(await netpol("ops/probe", "shop/db", "--port", "80", "--scope", "test")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ops\/Pod\/probe → shop\/StatefulSet\/db, TCP 80: allowed\n/),
    });
  });

  it("says once what holds in several scopes", async () => {
    const folderOfThree = mkdtempSync(join(tmpdir(), "netpol-can-"));
    writeFileSync(join(folderOfThree, "open.yaml"), clusterYaml(CLUSTER));
    writeFileSync(join(folderOfThree, "closed.yaml"), DB);
    writeFileSync(
      join(folderOfThree, ".netpol.yaml"),
      "scopes:\n  home: [open.yaml]\n  live: [open.yaml, closed.yaml]\n  prod: [open.yaml]\n",
    );
    const { stdout } = await runCli(["can", "ops/probe", "shop/db", "--port", "80"], { cwd: folderOfThree });
    rmSync(folderOfThree, { recursive: true });
    expect(stdout.split("\n").filter((it) => it.startsWith("In "))).toEqual([
      "In home and prod: ops/Pod/probe → shop/StatefulSet/db, TCP 80: allowed",
      "In live: ops/Pod/probe → shop/StatefulSet/db, TCP 80: denied",
    ]);
    expect(stdout.match(/no policy restricts it/g)).toHaveLength(3);
  });

  it("says so when each end lets through what the other does not", async () => {
    const egress = networkPolicy(
      "probe",
      "{podSelector: {matchLabels: {app: probe}}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}",
      "ops",
    );
    const apart = mkdtempSync(join(tmpdir(), "netpol-can-"));
    writeFileSync(join(apart, "all.yaml"), `${clusterYaml(CLUSTER)}---\n${DB}---\n${egress}`);
    const { status, stdout } = await runCli(["can", "ops/probe", "shop/db", apart]);
    rmSync(apart, { recursive: true, force: true });
    expect(status).toBe(1);
    expect(stdout).toContain("each side allows some ports, but no port is allowed by both");
  });
});
