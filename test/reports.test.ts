/** Reports of `check` for CI, each by the schema of its format; which are written where. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sarifReport } from "../server/src/cli/reporters/sarif.js";
import type { Diagnostic } from "../server/src/ide/index.js";
import { FAULTS_OF } from "./kit/report-schemas.js";
import { type CliRun, runCli } from "./kit/run-cli.js";

/** Its messages quote what XML, Markdown and terminals would obey. */
const HOSTILE = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: "]]>\\e[31m"}}
  "b & polic'y": [Ingress]
  "]]> \\e[31m": 1
  "two\\nlines\\u2028 *bold* [x](y)": 1
`;
const MISSPELT = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyType: [Ingress]}
`;
const GOOD = MISSPELT.replace("policyType:", "policyTypes:");

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "netpol-reports-"));
  writeFileSync(join(folder, "good.yaml"), GOOD.replace("name: web", "name: good"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const check = (...args: readonly string[]): Promise<CliRun> => runCli(["check", ...args], { cwd: folder });
const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");

describe.each(Object.entries(FAULTS_OF))("%s", (format, faultsOf) => {
  it("is right by its schema, whatever manifests say", async () => {
    writeFileSync(join(folder, "hostile.yaml"), HOSTILE);
    const { status, stdout } = await check("--format", format);
    expect(status).toBe(1);
    expect(stdout).toContain("NP1002");
    expect(stdout).not.toContain("\u001b");
    expect(await faultsOf(stdout)).toEqual([]);
  });

  it("is right by its schema without problems", async () => {
    const { status, stdout } = await check("--format", format);
    expect(status).toBe(0);
    expect(await faultsOf(stdout)).toEqual([]);
  });
});

it("finds a report that is none", async () => {
  expect(await FAULTS_OF.junit?.("<testsuites><testsuite/></testsuites>")).not.toEqual([]);
  expect(await FAULTS_OF.checkstyle?.("<checkstyle><file/></checkstyle>")).not.toEqual([]);
  expect(await FAULTS_OF.sarif?.("{}")).not.toEqual([]);
  expect(await FAULTS_OF.gitlab?.("[{}]")).not.toEqual([]);
  expect(await FAULTS_OF.markdown?.("x".repeat(65_537))).not.toEqual([]);
});

it("has a test that fails in JUnit for what makes the exit status 1, and one that passes for the rest", async () => {
  writeFileSync(join(folder, "misspelt.yaml"), MISSPELT);
  const failing = (await check("--format", "junit")).stdout;
  expect(failing).toMatch(/<testsuites name="netpol" tests="\d+" failures="1" errors="0">/);
  expect(failing).toMatch(/name="NP1002 unknown-field, line 4">\n {6}<failure type="error" message="[^"]*`policyType`/);
  expect(failing).toContain('<testcase classname="good.yaml" name="no problems"/>');
  const passing = await check("--format", "junit", "--fail-on", "never");
  expect(passing.status).toBe(0);
  expect(passing.stdout).not.toContain("<failure");
  expect(passing.stdout).toContain("<system-out>misspelt.yaml:4:25: error: ");
});

it("is cut in Markdown, and says how much more there is", async () => {
  const many = Array.from({ length: 150 }, (_, at) => MISSPELT.replace("name: web", `name: web-${at}`)).join("---\n");
  writeFileSync(join(folder, "a.yaml"), many);
  writeFileSync(join(folder, "b.yaml"), many.replaceAll("shop", "lab"));
  const { stdout } = await check("--format", "markdown");
  const problems = stdout.split("\n").filter((it) => it.startsWith("- line")).length;
  const rest = Number(/^and (\d+) more$/m.exec(stdout)?.[1]);
  const [, errors] = /^### Network policies: (\d+) errors?/m.exec(stdout) ?? [];
  expect([problems, rest > 0, Number(errors)]).toEqual([200, true, 300]);
});

it("has what fixes would write in SARIF", async () => {
  writeFileSync(join(folder, "misspelt.yaml"), MISSPELT);
  const { runs } = JSON.parse((await check("--format", "sarif")).stdout) as {
    runs: { results: { ruleId: string; fixes?: unknown }[] }[];
  };
  expect(runs[0]?.results.find((it) => it.ruleId === "NP1002")?.fixes).toEqual([
    {
      description: { text: "Rename to `policyTypes` (changes traffic)" },
      artifactChanges: [
        {
          artifactLocation: { uri: "misspelt.yaml", uriBaseId: "%SRCROOT%" },
          replacements: [
            {
              deletedRegion: { startLine: 4, startColumn: 25, endLine: 4, endColumn: 35 },
              insertedContent: { text: "policyTypes" },
            },
          ],
        },
      ],
    },
  ]);
});

it("has in SARIF as many results as GitHub takes, the most severe ones, and says what is left out", async () => {
  const at = { line: 0, character: 0 };
  const finding = (number: number): Diagnostic => ({
    ...{ code: "NP1002", rule: "unknown-field", message: `${number}`, file: "a.yaml", range: { start: 0, end: 0 } },
    ...{ start: at, end: at, related: [], fixes: [], about: "place" as const },
    severity: number < 5 ? "hint" : "error",
  });
  const diagnostics = Array.from({ length: 25_007 }, (_, number) => finding(number));
  const text = sarifReport({
    summary: {
      files: 1,
      documents: 1,
      policies: 1,
      workloads: 0,
      errors: 0,
      warnings: 0,
      infos: 0,
      hints: 0,
      silenced: 0,
    },
    files: ["a.yaml"],
    diagnostics,
    notices: [],
    fixesOf: () => [],
    lineOf: () => "",
  });
  const { runs } = JSON.parse(text) as {
    runs: {
      results: { level: string; message: { text: string } }[];
      invocations: { toolExecutionNotifications: { message: { text: string } }[] }[];
    }[];
  };
  const [run] = runs;
  expect(run?.results).toHaveLength(25_000);
  expect(run?.results[0]?.message.text).toBe("5");
  expect(run?.invocations[0]?.toolExecutionNotifications.map((it) => it.message.text)).toEqual([
    "7 of 25007 findings, those of the lowest severity, are left out: GitHub takes 25000",
  ]);
});

describe("several reports in one run", () => {
  it("are written each to its place", async () => {
    writeFileSync(join(folder, "misspelt.yaml"), MISSPELT);
    const outputs = ["--format", "sarif", "--output", "r.sarif", "--format", "junit", "--output", "r.xml"];
    const { status, stdout, stderr } = await check("--format", "text", ...outputs);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^misspelt\.yaml\n/);
    expect(await FAULTS_OF.sarif?.(textOf("r.sarif"))).toEqual([]);
    expect(await FAULTS_OF.junit?.(textOf("r.xml"))).toEqual([]);
  });

  it("are written without colors to files", async () => {
    writeFileSync(join(folder, "misspelt.yaml"), MISSPELT);
    const run = await runCli(["check", "--format", "text", "--output", "r.txt"], {
      cwd: folder,
      env: { FORCE_COLOR: "1" },
    });
    expect([run.status, run.stdout]).toEqual([1, ""]);
    expect(textOf("r.txt")).toMatch(/^misspelt\.yaml\n\n {2}4:25 {2}error: /);
  });

  it.each([
    [["--format", "text", "--format", "json"], "--format json needs an --output"],
    [["--format", "json", "--output", "a", "--format", "sarif", "--output", "a"], "a is the --output of two formats"],
    [["--output", "a"], "Give the --format that it is for before it."],
    [["--format", "json", "--output", "a", "--output", "b"], "Give the --format that it is for before it."],
    [["--format", "json", "--output", "none/a"], "none/a cannot be written: no such file or folder"],
  ])("are refused as %j", async (args, message) => {
    const { status, stdout, stderr } = await check(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, "b"))).toBe(false);
  });
});
