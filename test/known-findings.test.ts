/** What `check` leaves out because it is known: of a baseline, and of a git revision. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FAULTS_OF } from "./kit/report-schemas.js";
import { type CliRun, runCli } from "./kit/run-cli.js";

const policy = (name: string, fields = "policyType: [Ingress]"): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  podSelector: {}\n  ${fields}\n`;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "netpol-known-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const check = (...args: readonly string[]): Promise<CliRun> => runCli(["check", ...args], { cwd: folder });

interface Report {
  readonly summary: { readonly errors: number; readonly known?: number };
  readonly diagnostics: readonly { readonly code: string; readonly object?: { readonly name: string } }[];
  readonly notices: readonly { readonly message: string }[];
}

/** Notices about the baseline: that there are no workloads here is said too. */
const staleIn = ({ notices }: Report): string[] =>
  notices.map((it) => it.message).filter((it) => it.includes("baseline"));

async function reported(...args: readonly string[]): Promise<Report> {
  return JSON.parse((await check("--format", "json", ...args)).stdout) as Report;
}

const errorsOf = ({ diagnostics }: Report): string[] =>
  diagnostics.filter((it) => it.code === "NP1002").map((it) => it.object?.name ?? "");

describe("a baseline", () => {
  it("is written, and what is in it is left out until something else is found", async () => {
    put("a.yaml", policy("web"));
    const written = await check("--write-baseline", "known.json");
    expect([written.status, written.stdout]).toEqual([0, ""]);
    expect(written.stderr).toMatch(/^netpol: wrote \d+ findings? to known\.json\n$/);
    const known = await check("--baseline", "known.json");
    expect(known.status).toBe(0);
    expect(known.stdout).toMatch(/No new problems\. \d+ known findings? left out\.\n$/);
    put("b.yaml", policy("api"));
    expect((await check("--baseline", "known.json")).status).toBe(1);
    const report = await reported("--baseline", "known.json");
    expect(errorsOf(report)).toEqual(["api"]);
    expect(report.summary).toMatchObject({ errors: 1, known: expect.any(Number) as number });
    expect(staleIn(report)).toEqual([]);
  });

  it("still holds when lines move and files are renamed", async () => {
    put("a.yaml", policy("web"));
    await check("--write-baseline", "known.json");
    put("a.yaml", `# A comment.\n\n${policy("web")}`);
    renameSync(join(folder, "a.yaml"), join(folder, "b.yaml"));
    expect((await reported("--baseline", "known.json")).diagnostics).toEqual([]);
  });

  it("holds for as many alike as it has", async () => {
    put("a.yaml", policy("web"));
    await check("--write-baseline", "known.json");
    // The same object again, as in another overlay.
    put("b.yaml", policy("web"));
    expect(errorsOf(await reported("--baseline", "known.json"))).toEqual(["web"]);
  });

  it("says what of it is found no more", async () => {
    put("a.yaml", `${policy("web")}---\n${policy("api")}`);
    await check("--write-baseline", "known.json");
    put("a.yaml", `${policy("web", "policyTypes: [Ingress]")}---\n${policy("api")}`);
    expect(staleIn(await reported("--baseline", "known.json"))).toEqual([
      expect.stringMatching(
        /^\d+ findings? of the baseline no longer exists?, such as NP\d+ in shop\/NetworkPolicy\/web; write it again$/,
      ),
    ]);
  });

  it("is the same text for the same findings, one a line", async () => {
    put("b.yaml", policy("web"));
    put("a.yaml", policy("api"));
    await check("--write-baseline", "one.json");
    renameSync(join(folder, "a.yaml"), join(folder, "z.yaml"));
    await check("--write-baseline", "two.json");
    const [one, two] = ["one.json", "two.json"].map((it) => readFileSync(join(folder, it), "utf8"));
    expect(two).toBe(one);
    expect(one?.split("\n").filter((it) => it.includes('"NP1002"'))).toHaveLength(2);
  });

  it("is suppressed in SARIF, where the rest is new", async () => {
    put("a.yaml", policy("web"));
    await check("--write-baseline", "known.json");
    put("b.yaml", policy("api"));
    const { stdout } = await check("--format", "sarif", "--baseline", "known.json");
    expect(await FAULTS_OF.sarif?.(stdout)).toEqual([]);
    type Result = { baselineState: string; suppressions?: unknown; message: { text: string } };
    const { runs } = JSON.parse(stdout) as { runs: { results: Result[] }[] };
    const states = new Set(
      runs.flatMap((it) => it.results).map((it) => `${it.baselineState} ${it.suppressions !== undefined}`),
    );
    expect([...states].sort()).toEqual(["new false", "unchanged true"]);
  });

  it.each([
    ["{", /known\.json is not JSON: /],
    ["[]", /known\.json is not a baseline; write one with --write-baseline/],
    ['{"version": 2, "findings": []}', /is not a baseline/],
    ['{"version": 1, "findings": [{"code": "NP1002"}]}', /is not a baseline/],
    [undefined, /known\.json cannot be read: no such file or folder/],
  ])("is refused as %j", async (text, message) => {
    put("a.yaml", policy("web"));
    if (text !== undefined) put("known.json", text);
    const { status, stdout, stderr } = await check("--baseline", "known.json");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  it("is not written where it cannot be", async () => {
    const { status, stderr } = await check("--write-baseline", "none/known.json");
    expect([status, stderr]).toEqual([2, "netpol: none/known.json cannot be written: no such file or folder\n"]);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});

describe("what a change brought", () => {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder, encoding: "utf8" });

  beforeEach(() => {
    put("a.yaml", policy("web"));
    put("gone.yaml", policy("gone"));
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
  });

  it("is reported alone, whatever moved", async () => {
    expect((await check("--changed", "HEAD")).stdout).toMatch(/No new problems\./);
    renameSync(join(folder, "a.yaml"), join(folder, "c.yaml"));
    rmSync(join(folder, "gone.yaml"));
    put("b.yaml", policy("api"));
    const report = await reported("--changed", "HEAD");
    expect(errorsOf(report)).toEqual(["api"]);
    // What a change mends is no news for this report.
    expect(staleIn(report)).toEqual([]);
  });

  it("counts by the present settings in both states", async () => {
    put(".netpol.yaml", "rules: {unknown-field: off}\n");
    git("add", ".");
    git("commit", "-qm", "off");
    put(".netpol.yaml", "persona: regular\n");
    expect(errorsOf(await reported("--changed", "HEAD"))).toEqual([]);
  });

  it("goes together with a baseline", async () => {
    put("b.yaml", policy("api"));
    await check("--write-baseline", "known.json");
    put("c.yaml", policy("db"));
    expect(errorsOf(await reported("--changed", "HEAD", "--baseline", "known.json"))).toEqual(["db"]);
  });

  it.each([
    [["--changed", "nothing"], /has no git revision nothing/],
    [["--changed", "HEAD", "a.yaml", "gone.yaml"], /--changed takes one PATH, a folder/],
    [["--changed", "HEAD", "-"], /--changed takes one PATH, a folder/],
  ])("is refused as %j", async (args, message) => {
    const { status, stdout, stderr } = await check(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});
