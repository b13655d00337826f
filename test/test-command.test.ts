/** `netpol test`: exit statuses, formats by their schemas, and what is said of tests that cannot be read. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FAULTS_OF } from "./kit/report-schemas.js";
import { type CliRun, runCli } from "./kit/run-cli.js";

const MANIFESTS = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]
`;
const PASSES = "tests: [{name: reaches, allow: {from: shop/web, to: shop/db, ports: 5432}}]\n";
const FAILS = `tests:
  - {name: "reaches <&]]> \\e[31m \\uFFFE # ssh", allow: {from: shop/web, to: shop/db, ports: 22}}
  - {name: denied, deny: {from: world, to: shop/db}}
`;
const NOWHERE = "tests: [{name: gone, deny: {from: shop/api, to: shop/db}}]\n";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "netpol-tests-"));
  write("manifests.yaml", MANIFESTS);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const run = (...args: readonly string[]): Promise<CliRun> => runCli(["test", ...args], { cwd: folder });

describe("exit status", () => {
  it("is 0 where all pass, and 1 where one fails", async () => {
    write("a.netpol-test.yaml", PASSES);
    expect(await run()).toMatchObject({
      status: 0,
      stdout: "a.netpol-test.yaml\n  ✓ reaches (1 pair)\n\n1 test: 1 passed\n",
      stderr: "",
    });
    write("b.netpol-test.yml", FAILS);
    const { status, stdout } = await run();
    expect(status).toBe(1);
    expect(stdout).toContain("TCP 22 denied");
    expect(stdout).toContain("manifests.yaml:14");
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toMatch(/3 tests: 2 passed, 1 failed\n$/);
  });

  it("is 2 where there is no test, one has no answer, or one cannot be read, and the others are run", async () => {
    expect(await run()).toMatchObject({ status: 2, stdout: "", stderr: "netpol: no tests in `*.netpol-test.yaml`\n" });
    write("a.netpol-test.yaml", NOWHERE);
    expect(await run()).toMatchObject({ status: 2, stdout: expect.stringContaining("1 without an answer") });
    write("a.netpol-test.yaml", `${PASSES}---\ntests: [{deny: {from: shop/web}}]\n`);
    expect(await run()).toMatchObject({
      status: 2,
      stdout: expect.stringContaining("1 test: 1 passed"),
      stderr: "a.netpol-test.yaml:3:10: `deny` needs both `from` and `to`\n",
    });
    expect(await run("--name", "web")).toMatchObject({ status: 2, stdout: "" });
    expect(await run("--scope", "dev")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("--scope requires --init"),
    });
  });

  it("is that of the tests that are chosen by their names", async () => {
    write("a.netpol-test.yaml", FAILS);
    expect(await run("--name", "denied")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("1 test: 1 passed"),
    });
  });
});

describe("formats", () => {
  beforeEach(() => {
    write("a.netpol-test.yaml", FAILS);
    write("b.netpol-test.yaml", NOWHERE);
  });

  it("JUnit is right by its schema, with failures and errors", async () => {
    const { stdout } = await run("--format", "junit");
    expect(await FAULTS_OF.junit?.(stdout)).toEqual([]);
    // No XML may hold it, not even escaped.
    expect(stdout).not.toContain("\uFFFE");
    expect(stdout).toContain('<testsuites name="netpol" tests="3" failures="1" errors="1">');
  });

  it("TAP numbers the tests, and tells why one is not ok", async () => {
    const { stdout } = await run("--format", "tap");
    const lines = stdout.split("\n");
    expect(lines.slice(0, 2)).toEqual(["TAP version 14", "1..3"]);
    expect(lines.filter((it) => /^(not )?ok /.test(it))).toEqual([
      expect.stringMatching(/^not ok 1 - reaches <&\]\]> .* \\# ssh$/),
      "ok 2 - denied",
      "not ok 3 - gone",
    ]);
    expect(stdout).toContain('  at: "a.netpol-test.yaml:2"');
  });

  it("JSON counts, and gives places from 0", async () => {
    const { stdout } = await run("--format", "json");
    const { version, summary, tests } = JSON.parse(stdout) as {
      version: number;
      summary: Record<string, number>;
      tests: readonly Record<string, unknown>[];
    };
    expect([version, summary]).toEqual([1, { passed: 1, failed: 1, undecided: 0, invalid: 1 }]);
    expect(tests[1]).toEqual({
      ...{ file: "a.netpol-test.yaml", name: "denied", status: "passed", asked: 1 },
      ...{ failures: [], moreFailures: 0, notes: [] },
      range: { start: { line: 2, character: 11 }, end: { line: 2, character: 17 } },
    });
    expect(tests[0]).toMatchObject({
      failures: [{ from: "shop/Pod/web", to: "shop/Pod/db", ports: { TCP: [[22, 22]] }, because: [] }],
    });
  });

  it("text and JSON say which policies and rules no test touches", async () => {
    write(
      "more.yaml",
      MANIFESTS.slice(MANIFESTS.lastIndexOf("---"))
        .replaceAll("name: db", "name: other")
        .replace("ingress: [", "ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}, ")
        .replace("app: db", "app: web"),
    );
    write("a.netpol-test.yaml", PASSES);
    rmSync(join(folder, "b.netpol-test.yaml"));
    expect((await run("--coverage")).stdout).toMatch(
      /1 test: 1 passed\n\nTests touch 1 of 2 policies, 1 of 3 rules.\nNo test touches:\n {2}shop\/NetworkPolicy\/other \(more.yaml:4\)\n$/,
    );
    write("a.netpol-test.yaml", `${PASSES}  # and\n---\ntests: [{deny: {from: shop/db, to: shop/web}}]\n`);
    expect((await run("--coverage")).stdout).toMatch(
      /Tests touch 2 of 2 policies, 1 of 3 rules.\nNo test touches:\n {2}a rule of shop\/NetworkPolicy\/other \(more.yaml:7\)\n/,
    );
    const { coverage } = JSON.parse((await run("--coverage", "--format", "json")).stdout) as { coverage: unknown };
    expect(coverage).toMatchObject([
      {
        policy: "shop/NetworkPolicy/db",
        file: "manifests.yaml",
        line: 10,
        touched: true,
        rules: [{ line: 13, touched: true }],
      },
      { policy: "shop/NetworkPolicy/other", touched: true, rules: [{ touched: false }, { touched: false }] },
    ]);
  });

  it("several are written at once", async () => {
    const { stdout } = await run("--format", "text", "--format", "tap", "--output", "tests.tap");
    expect(stdout).toContain("3 tests: 1 passed, 1 failed, 1 without an answer");
    expect(readFileSync(join(folder, "tests.tap"), "utf8")).toMatch(/^TAP version 14\n/);
  });
});

it("`check` reports what cannot be read", async () => {
  write("a.netpol-test.yaml", "tests: [{deny: {from: shop/web}}]\n");
  const { status, stdout } = await runCli(["check"], { cwd: folder });
  expect(status).toBe(1);
  expect(stdout).toContain("NP1012");
});
