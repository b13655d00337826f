/** The command line as its contract has it: exit statuses, formats, paths, standard input, bad input. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { installedVersion } from "../server/src/node/installation.js";
import { readPage } from "../server/src/node/pages.js";
import { type Summary, Workspace } from "../server/src/ide/index.js";
import { fluxKustomization } from "./kit/gitops.js";
import { buildCli, type CliOptions, type CliRun, runCli, spawnCli } from "./kit/run-cli.js";

const policy = (name: string, spec = "  podSelector: {}\n  policyTypes: [Ingress]\n"): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n${spec}`;

/** Draws exactly one error: an unknown field at line 8. */
const MISSPELT = policy("misspelt", "  podSelector: {}\n  policyType: [Ingress]\n");
const GOOD = policy("good");

interface Report {
  readonly version: number;
  readonly summary: Summary;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly file: string;
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
    readonly object?: Record<string, string>;
  }[];
  readonly notices: readonly { readonly message: string; readonly file?: string }[];
}

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "netpol-cli-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const netpol = (args: readonly string[], options: CliOptions = {}): Promise<CliRun> =>
  runCli(args, { cwd: folder, ...options });

async function json(args: readonly string[], options: CliOptions = {}): Promise<Report> {
  const { stdout, stderr } = await netpol(["check", "--format", "json", ...args], options);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Report;
}

const placesIn = (report: Report): string[] =>
  report.diagnostics.map((it) => `${it.file}:${it.range.start.line}:${it.range.start.character} ${it.rule}`);

describe("exit status", () => {
  it("is 0 without and 1 with problems at the threshold", async () => {
    put({ "good.yaml": GOOD });
    expect((await netpol(["check"])).status).toBe(0);
    put({ "misspelt.yaml": MISSPELT });
    expect((await netpol(["check"])).status).toBe(1);
    expect((await netpol(["check", "--fail-on", "never"])).status).toBe(0);
    expect((await netpol(["check", "--rule", "unknown-field=warning"])).status).toBe(0);
    expect((await netpol(["check", "--rule", "unknown-field=warning", "--fail-on", "warning"])).status).toBe(1);
    expect((await netpol(["check", "--rule", "NP1002=off", "--fail-on", "hint"])).status).toBe(0);
  });

  it("is the same in every format", async () => {
    put({ "misspelt.yaml": MISSPELT });
    for (const format of ["text", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"]) {
      expect((await netpol(["check", "--format", format])).status, format).toBe(1);
    }
  });

  it.each([
    [["check", "no-such-folder"], "no-such-folder cannot be read: no such file or folder"],
    [["check", "--rule", "unknown-feild=off"], "did you mean unknown-field?"],
    [["check", "--rule", "unknown-field=loud"], "--rule must be name=level"],
    [["check", "--kubernetes-version", "new"], "--kubernetes-version must be a version"],
    [["check", "--scope", "nowhere"], "unknown scope nowhere"],
    [
      ["check", "--format", "xml"],
      "Allowed choices are text, json, sarif, github, gitlab, junit, checkstyle, markdown",
    ],
    [["explain", "no-such-rule"], "unknown rule no-such-rule"],
    [["explain"], "missing required argument"],
    [["chek"], "unknown command 'chek'"],
    [["check", "--no-such-option"], "unknown option '--no-such-option'"],
  ])("is 2 for %j", async (args, message) => {
    const { status, stdout, stderr } = await netpol(args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  it.each([[["--help"]], [["check", "--help"]], [["explain", "--help"]], [["lsp", "--help"]], [["--version"]]])(
    "is 0 for %j",
    async (args) => {
      const { status, stdout, stderr } = await netpol(args);
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).not.toBe("");
    },
  );
});

describe("a process of its own", () => {
  beforeAll(buildCli);

  it("ends with the status of the command, and finds pages and version in its installation", () => {
    put({ "misspelt.yaml": MISSPELT });
    const checked = spawnCli(["check", "--format", "json"], { cwd: folder });
    expect(checked).toMatchObject({ status: 1, stderr: "" });
    expect(placesIn(JSON.parse(checked.stdout) as Report)).toEqual(["misspelt.yaml:7:2 unknown-field"]);
    expect(spawnCli(["check", "-"], { cwd: folder, input: GOOD }).status).toBe(0);
    expect(spawnCli(["check", "no-such-folder"], { cwd: folder })).toMatchObject({ status: 2, stdout: "" });
    expect(spawnCli(["explain", "unknown-field"], { cwd: folder }).stdout).toMatch(/^# NP1002 /);
    expect(spawnCli(["--version"], { cwd: folder }).stdout).toBe(`${installedVersion()}\n`);
  });
});

describe("check", () => {
  it("says that there are no policies and ends with 0", async () => {
    put({ "a.yaml": "kind: ConfigMap\n" });
    const { status, stdout } = await netpol(["check"]);
    expect(status).toBe(0);
    expect(stdout).toContain("no network policies");
  });

  it("prints JSON in the shape of the contract", async () => {
    put({ "deploy/misspelt.yaml": MISSPELT, "broken.yaml": `${GOOD}---\n${policy("open", "  podSelector: {\n")}` });
    const report = await json([]);
    const validate = new Ajv({ allowUnionTypes: true }).compile(REPORT_SCHEMA);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    const misspelt = report.diagnostics.find((it) => it.rule === "unknown-field");
    expect(misspelt).toMatchObject({
      code: "NP1002",
      severity: "error",
      file: "deploy/misspelt.yaml",
      range: { start: { line: 7, character: 2 }, end: { line: 7, character: 12 } },
      object: { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace: "shop", name: "misspelt" },
    });
    expect(report.summary).toMatchObject({ files: 2, errors: report.diagnostics.length });
  });

  it("orders by file, place and code", async () => {
    const two = `${MISSPELT}---\n${MISSPELT}`;
    put({ "b.yaml": two, "a.yaml": MISSPELT, "B.yaml": MISSPELT });
    expect(placesIn(await json([])).filter((it) => it.endsWith("unknown-field"))).toEqual([
      "B.yaml:7:2 unknown-field",
      "a.yaml:7:2 unknown-field",
      "b.yaml:7:2 unknown-field",
      "b.yaml:16:2 unknown-field",
    ]);
  });

  it("gives the same bytes for the same input", async () => {
    put({ "a.yaml": MISSPELT, "x/b.yaml": MISSPELT, "x/c.yaml": GOOD });
    expect((await netpol(["check", "--format", "json"])).stdout).toBe(
      (await netpol(["check", "--format", "json"])).stdout,
    );
  });

  it("names files from the working directory", async () => {
    put({ "ws/deploy/a.yaml": MISSPELT, "here/b.yaml": GOOD });
    const places = async (cwd: string, path: string): Promise<string[]> =>
      placesIn(await json([path], { cwd: join(folder, cwd) }));
    expect(await places("ws", "deploy")).toEqual(["deploy/a.yaml:7:2 unknown-field"]);
    expect(await places("here", "../ws")).toEqual(["../ws/deploy/a.yaml:7:2 unknown-field"]);
    expect(await places("here", "../ws/deploy/a.yaml")).toEqual(["../ws/deploy/a.yaml:7:2 unknown-field"]);
  });

  it("takes several paths as one workspace and reads no file twice", async () => {
    put({ "a/a.yaml": GOOD, "b/b.yaml": GOOD, "c/c.yaml": MISSPELT });
    const report = await json(["a", "b/b.yaml", "b"]);
    expect(report.summary.files).toBe(2);
    expect(report.summary.policies).toBe(2);
    expect(placesIn(await json(["a", "c"]))).toContain("c/c.yaml:7:2 unknown-field");
  });

  it("reads a file that is named, whatever its name and whoever ignores it", async () => {
    put({ ".gitignore": "*.gen\n", "policy.gen": MISSPELT });
    expect(placesIn(await json(["policy.gen"]))).toEqual(["policy.gen:7:2 unknown-field"]);
    expect((await json(["."])).summary.files).toBe(0);
  });

  it("reads standard input", async () => {
    expect(placesIn(await json(["-"], { input: MISSPELT }))).toEqual(["<stdin>:7:2 unknown-field"]);
    expect((await json(["-"], { input: "" })).summary.policies).toBe(0);
  });

  it("takes standard input for the file that it stands for", async () => {
    put({ "deploy/a.yaml": GOOD, "deploy/b.yaml": GOOD });
    const report = await json(["deploy", "-", "--stdin-filename", "deploy/a.yaml"], { input: MISSPELT });
    expect(placesIn(report)).toContain("deploy/a.yaml:7:2 unknown-field");
    expect(report.summary.files).toBe(2);
  });

  it("reads `.netpol.yaml` at the root; flags win over it", async () => {
    put({
      ".netpol.yaml": "rules:\n  unknown-field: hint\nexclude: [old]\n",
      "a.yaml": MISSPELT,
      "old/b.yaml": MISSPELT,
    });
    expect((await json([])).diagnostics.map((it) => `${it.file} ${it.severity}`)).toEqual(["a.yaml hint"]);
    expect((await json(["--rule", "NP1002=info"])).diagnostics.map((it) => it.severity)).toEqual(["info"]);
    expect((await json(["--exclude", "a.yaml"])).diagnostics.map((it) => it.file)).toEqual(["old/b.yaml"]);
    expect((await json(["a.yaml"])).diagnostics.map((it) => it.severity)).toEqual(["hint"]);
  });

  it("finds faults of the settings in their file", async () => {
    put({ ".netpol.yaml": "persona: loud\n", "a.yaml": GOOD });
    expect(placesIn(await json([]))).toEqual([".netpol.yaml:0:9 unreadable-setting"]);
  });

  it("prints the source with carets under what is meant", async () => {
    put({ "a.yaml": MISSPELT });
    const { stdout } = await netpol(["check"]);
    expect(stdout).toContain("8:3  error: ");
    expect(stdout).toContain("    8 |   policyType: [Ingress]\n      |   ^^^^^^^^^^\n");
    expect(stdout).toMatch(/Read 1 file, 1 policy, 0 workloads\. Found 1 error\.\n$/);
  });

  it("uses no colours where the output is no terminal, and passes no escape sequence on", async () => {
    put({ "a.yaml": MISSPELT.replace("misspelt", '"mis\\e[31mspelt"'), "b.yaml": `# \u001b[31m\n${MISSPELT}` });
    const { stdout } = await netpol(["check"], { env: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("policyType");
    expect(stdout).not.toContain("\u001b");
  });

  it("prints how long things took to standard error alone", async () => {
    put({ "a.yaml": MISSPELT });
    const { stdout, stderr } = await netpol(["check", "--format", "json", "--timings"]);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toMatch(/ ms {2}reading\n/);
    expect(stderr).toMatch(/ ms {2}analysis\n/);
  });

  it("prints workflow commands for GitHub", async () => {
    put({ "odd, name.yaml": MISSPELT });
    const { stdout } = await netpol(["check", "--format", "github"]);
    expect(stdout).toMatch(
      /^::error file=odd%2C name\.yaml,line=8,endLine=8,col=3,endColumn=13,title=NP1002 unknown-field::\S.*%0A\S/,
    );
  });

  it("prints SARIF with a rule for every result", async () => {
    put({ "a b.yaml": `${MISSPELT}---\n${MISSPELT}` });
    const log = JSON.parse((await netpol(["check", "--format", "sarif"])).stdout) as {
      readonly version: string;
      readonly runs: readonly [
        {
          readonly tool: {
            readonly driver: { readonly rules: readonly { readonly id: string; readonly help: object }[] };
          };
          readonly results: readonly {
            readonly ruleId: string;
            readonly ruleIndex: number;
            readonly locations: readonly object[];
            readonly partialFingerprints: object;
          }[];
        },
      ];
    };
    const [{ tool, results }] = log.runs;
    expect(log.version).toBe("2.1.0");
    expect(tool.driver.rules.map((it) => it.id)).toEqual(Workspace.rules().map((it) => it.code));
    const own = results.filter((it) => it.ruleId === "NP1002");
    expect(own).toHaveLength(2);
    for (const it of results) expect(tool.driver.rules[it.ruleIndex]?.id).toBe(it.ruleId);
    expect(own[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: "a%20b.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 8, startColumn: 3, endLine: 8, endColumn: 13 },
        },
      },
    ]);
    expect(new Set(results.map((it) => JSON.stringify(it.partialFingerprints))).size).toBe(results.length);
  });
});

describe("scopes", () => {
  const FILES = {
    "clusters/home/flux-system/sync.yaml": fluxKustomization("flux-system", "{path: ./clusters/home}"),
    "clusters/home/apps.yaml": fluxKustomization("apps", "{path: ./apps, targetNamespace: shop}"),
    "apps/kustomization.yaml": "resources: [policy.yaml]\n",
    "apps/policy.yaml": GOOD,
    "apps/old.yaml": policy("old"),
    "hand/release.yaml":
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: db, namespace: lab}\nspec: {chart: {spec: {chart: db}}}\n",
    "hand/policy.yaml": policy("hand").replace("namespace: shop", "namespace: lab"),
  };

  it("prints each with what it is made of, why, and what is not seen", async () => {
    put(FILES);
    const { stdout, status } = await netpol(["scopes"]);
    expect(status).toBe(0);
    expect(stdout).toBe(`clusters/home
  applied by Flux or Argo CD (1 policy, 0 workloads, 1 namespace)
  contains:
    Kustomization flux-system/flux-system: 2 objects from \`clusters/home\`
    Kustomization flux-system/apps: 1 object from \`apps\`

workspace
  not applied by Flux or Argo CD (1 policy, 0 workloads, 1 namespace)
  contains:
    as written: hand/policy.yaml, hand/release.yaml
  not in this workspace:
    pods of HelmRelease db in lab (hand/release.yaml)

In no scope, because the builds beside them leave them out: apps/old.yaml

2 scopes.
`);
  });

  it("prints JSON", async () => {
    put(FILES);
    const { stdout, status } = await netpol(["scopes", "--format", "json", "."]);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as { scopes: object[] };
    expect(report).toMatchObject({ version: 1, leftOut: ["apps/old.yaml"], notices: [] });
    expect(report.scopes[0]).toEqual({
      name: "clusters/home",
      because: "gitops",
      partial: false,
      policies: 1,
      workloads: 0,
      namespaces: ["shop"],
      builds: [
        {
          by: "Kustomization flux-system/flux-system",
          file: "clusters/home/flux-system/sync.yaml",
          folder: "clusters/home",
          objects: 2,
        },
        { by: "Kustomization flux-system/apps", file: "clusters/home/apps.yaml", folder: "apps", objects: 1 },
      ],
      files: [],
      unseen: [],
    });
    expect(report.scopes[1]).toMatchObject({
      because: "beside",
      files: ["hand/policy.yaml", "hand/release.yaml"],
      unseen: [
        { what: "HelmRelease db", of: "pods", kind: "HelmRelease", namespace: "lab", file: "hand/release.yaml" },
      ],
    });
  });

  it("takes its scopes from the settings where they say some", async () => {
    put({ ...FILES, ".netpol.yaml": "scopes: {mine: [hand/**]}\n" });
    const { stdout } = await netpol(["scopes", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ scopes: [{ name: "mine", because: "settings" }], leftOut: [] });
  });

  it("fails for a PATH that is not there", async () => {
    expect((await netpol(["scopes", "nowhere"])).status).toBe(2);
  });
});

describe("explain", () => {
  it("prints the page by name or code, in any case", async () => {
    const page = await netpol(["explain", "unknown-field"]);
    expect(page.status).toBe(0);
    expect(page.stdout).toMatch(/^# NP1002 · unknown-field\n/);
    expect(page.stdout).not.toContain("<!--");
    expect((await netpol(["explain", "np1002"])).stdout).toBe(page.stdout);
  });

  it("prints JSON", async () => {
    const { stdout } = await netpol(["explain", "NP1002", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, code: "NP1002", name: "unknown-field", severity: "error" });
  });

  it("has a page for every rule", () => {
    expect(Workspace.rules().filter(({ code }) => readPage(code) === undefined)).toEqual([]);
  });
});

describe("bad input", () => {
  /** What is good beside it is answered all the same. */
  async function besides(files: Readonly<Record<string, string | Buffer>>): Promise<Report> {
    put({ ...files, "zz-good.yaml": MISSPELT });
    const report = await json([]);
    expect(placesIn(report)).toContain("zz-good.yaml:7:2 unknown-field");
    return report;
  }

  it("finds text that does not parse and reads the documents around it", async () => {
    const report = await besides({
      "a.yaml": `${MISSPELT}---\n${policy("open", "  podSelector: {\n")}---\n${MISSPELT}`,
    });
    const rules = report.diagnostics.filter((it) => it.file === "a.yaml").map((it) => it.rule);
    expect(rules.filter((it) => it === "unknown-field")).toHaveLength(2);
    expect(rules).toContain("malformed-yaml");
  });

  it("gives a notice for binary data, links to nowhere and pipes", async () => {
    symlinkSync("gone.yaml", join(folder, "link.yaml"));
    const report = await besides({ "a.yaml": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]) });
    expect(report.notices).toEqual(
      expect.arrayContaining([
        { message: "File is skipped: it is not a text file", file: "a.yaml" },
        { message: "Broken symbolic link", file: "link.yaml" },
      ]),
    );
  });

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)(
    "gives a notice inside a folder, and 2 for a path, that may not be read",
    async () => {
      put({ "locked.yaml": GOOD });
      chmodSync(join(folder, "locked.yaml"), 0);
      expect((await besides({})).notices).toEqual([
        { message: "File cannot be read: permission denied", file: "locked.yaml" },
      ]);
      expect(await netpol(["check", "locked.yaml"])).toMatchObject({ status: 2, stdout: "" });
    },
  );

  it("reads a file of 5 MB", async () => {
    const report = await besides({
      "large.yaml": `${GOOD}---\nkind: ConfigMap\ndata:\n  a: ${"x".repeat(5_000_000)}\n---\n${MISSPELT}`,
    });
    expect(placesIn(report)).toContain("large.yaml:20:2 unknown-field");
  });

  it.each([
    ["deep nesting", policy("deep", `  podSelector: ${"[".repeat(20_000)}\n`)],
    ["deep nesting that is closed", policy("deep", `  podSelector: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`)],
    ["an alias bomb", aliasBomb()],
    ["an alias inside its own anchor", policy("ring", "  podSelector: &a\n    matchLabels: *a\n")],
    ["tabs", policy("tabs", "\tpodSelector: {}\n")],
  ])("finds %s", async (_, text) => {
    expect((await besides({ "a.yaml": text })).diagnostics.some((it) => it.file === "a.yaml")).toBe(true);
  });
});

/** Ten times ten times ten …: small as text, ten thousand million nodes when written out. */
function aliasBomb(): string {
  const lines = Array.from(
    { length: 9 },
    (_, it) => `  a${it + 1}: &a${it + 1} [${Array(10).fill(`*a${it}`).join(", ")}]`,
  );
  return policy("bomb", `  a0: &a0 [x]\n${lines.join("\n")}\n  podSelector: *a9\n`);
}

/** The report as the contract writes it down. */
const RANGE = {
  type: "object",
  required: ["start", "end"],
  properties: Object.fromEntries(
    ["start", "end"].map((it) => [
      it,
      {
        type: "object",
        required: ["line", "character"],
        properties: { line: { type: "integer", minimum: 0 }, character: { type: "integer", minimum: 0 } },
      },
    ]),
  ),
};
const COUNTS = ["files", "documents", "policies", "workloads", "errors", "warnings", "infos", "hints"];
const REPORT_SCHEMA = {
  type: "object",
  required: ["version", "summary", "diagnostics", "notices"],
  properties: {
    version: { const: 1 },
    summary: {
      type: "object",
      required: COUNTS,
      properties: Object.fromEntries(COUNTS.map((it) => [it, { type: "integer", minimum: 0 }])),
    },
    diagnostics: {
      type: "array",
      items: {
        type: "object",
        required: ["code", "rule", "severity", "message", "file", "range", "related", "fixes"],
        properties: {
          code: { type: "string", pattern: "^NP\\d{4}$" },
          severity: { enum: ["error", "warning", "info", "hint"] },
          message: { type: "string", minLength: 1 },
          range: RANGE,
          object: { type: "object", required: ["apiVersion", "kind", "name"] },
          related: { type: "array", items: { type: "object", required: ["message", "file", "range"] } },
          fixes: { type: "array", items: { type: "object", required: ["id", "title", "safety"] } },
        },
      },
    },
    notices: { type: "array", items: { type: "object", required: ["message"] } },
  },
};
