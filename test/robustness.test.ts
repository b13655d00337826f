/** Bad input: nothing throws, no rule fails, nothing hangs, places and edits stay inside the text, what stands beside is answered. */

import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { TextRange } from "../server/src/base/source.js";
import { type Diagnostic, type InputFile, type PartialSettings, Workspace } from "../server/src/ide/index.js";
import {
  BAD_SETTINGS,
  BAD_TEXTS,
  deployment,
  goodPolicy,
  KUSTOMIZATIONS,
  misspelt,
  PROTOTYPE_NAMES,
} from "./kit/bad-inputs.js";
import { CORPUS } from "./kit/repository.js";
import { buildCli, type CliOptions, type CliRun, runCli } from "./kit/run-cli.js";
import { edited } from "./kit/text-edits.js";

/** Far above what any of these takes; a loop that does not end is far above this. */
vi.setConfig({ testTimeout: 120_000 });

const NEIGHBOUR = "neighbour.yaml";

interface Asked {
  readonly workspace: Workspace;
  readonly diagnostics: readonly Diagnostic[];
  readonly logged: readonly string[];
}

function workspaceOf(
  files: Readonly<Record<string, string>>,
  settings: PartialSettings = {},
): Omit<Asked, "diagnostics"> {
  const logged: string[] = [];
  const workspace = new Workspace({ log: (it) => logged.push(it), now: () => performance.now() }, [settings]);
  workspace.apply(Object.entries(files).map(([path, text]) => ({ type: "put", file: fileOf(path, text) })));
  return { workspace, logged };
}

function fileOf(path: string, text: string): InputFile {
  return { id: path, path, text };
}

/** Asks everything there is to ask, a few places of the file each, and holds the answers to the laws. */
function askEverything(
  files: Readonly<Record<string, string>>,
  { places = 6, settings = {} }: { places?: number; settings?: PartialSettings } = {},
): Asked {
  const { workspace, logged } = workspaceOf(
    { ...files, [NEIGHBOUR]: `${misspelt("neighbour")}---\n${deployment("web")}---\n${deployment("api")}` },
    settings,
  );
  const diagnostics = [...workspace.allDiagnostics().values()].flat();
  for (const it of diagnostics) {
    for (const { file, range } of [it, ...it.related]) expectInside(workspace, file, range);
    expect(it.message.length, it.code).toBeLessThan(2_000);
  }
  for (const file of Object.keys(files)) {
    workspace.ownDiagnostics(file);
    const { length } = workspace.textOf(file) ?? "";
    for (let place = 0; place <= places; place++) {
      const at = Math.floor((length * place) / places);
      askAt(workspace, file, at);
    }
    const [first] = workspace.diagnostics(file);
    if (first !== undefined) askAt(workspace, file, first.range.start);
  }
  for (const scope of workspace.scopeNames)
    workspace.can(scope, { from: "api", to: "web", protocol: "TCP", port: 8080 });
  expect(logged).toEqual([]);
  expect(workspace.notices().filter((it) => it.message.includes("failed on"))).toEqual([]);
  expect(codesOf(workspace.diagnostics(NEIGHBOUR))).toContain("NP1002");
  return { workspace, diagnostics, logged };
}

function askAt(workspace: Workspace, file: string, at: number): void {
  const hover = workspace.hover(file, at);
  if (hover !== undefined) expectInside(workspace, hover.file, hover.range);
  for (const action of workspace.codeActions(file, { start: at, end: at }).slice(0, 8)) {
    const edit = workspace.resolve(file, action.id);
    for (const [target, edits] of edit?.edits ?? []) edited(workspace.textOf(target) ?? "", edits);
  }
}

function expectInside(workspace: Workspace, file: string, { start, end }: TextRange): void {
  const { length } = workspace.textOf(file) ?? "";
  if (!(start >= 0 && start <= end && end <= length)) throw new Error(`${file}: ${start}–${end} of ${length}`);
}

const codesOf = (diagnostics: readonly Diagnostic[]): string[] => [...new Set(diagnostics.map((it) => it.code))].sort();

describe("texts", () => {
  it.each(Object.entries(BAD_TEXTS))("%s", (_, { text, codes, flows = true }) => {
    const { workspace } = askEverything({ "bad.yaml": text() }, { places: 4 });
    expect(codesOf(workspace.diagnostics("bad.yaml"))).toEqual(codes ?? codesOf(workspace.diagnostics("bad.yaml")));
    if (flows) workspace.flows();
    expect(workspace.summary().files).toBe(2);
  });

  it("leave the prototype of objects as it is", () => {
    const before = PROTOTYPE_NAMES.map((it) => Object.getOwnPropertyDescriptor(Object.prototype, it));
    askEverything({
      "bad.yaml": BAD_TEXTS["names of all objects"]?.text() ?? "",
      ".netpol.yaml": BAD_SETTINGS["names of all objects"]?.() ?? "",
    });
    expect(PROTOTYPE_NAMES.map((it) => Object.getOwnPropertyDescriptor(Object.prototype, it))).toEqual(before);
    expect(Object.keys({})).toEqual([]);
  });

  it("answer for the documents before and after one that does not parse", () => {
    const { workspace } = askEverything({
      "bad.yaml": BAD_TEXTS["unparsable between two good documents"]?.text() ?? "",
    });
    const lines = workspace.diagnostics("bad.yaml").map((it) => `${it.start.line} ${it.code}`);
    expect(lines).toEqual(["9 NP1002", "19 NP1001", "31 NP1002"]);
  });

  it("are forgotten when they are mended", () => {
    const { workspace } = workspaceOf({ "bad.yaml": "" });
    for (const [name, { text }] of Object.entries(BAD_TEXTS).filter(([name]) => !/\d|mega|thousand/.test(name))) {
      workspace.apply([{ type: "put", file: fileOf("bad.yaml", text()) }]);
      workspace.allDiagnostics();
      workspace.apply([{ type: "put", file: fileOf("bad.yaml", goodPolicy("good")) }]);
      expect(codesOf(workspace.diagnostics("bad.yaml")), name).toEqual([]);
    }
  });
});

describe("settings", () => {
  it.each(Object.entries(BAD_SETTINGS))("%s", (_, text) => {
    const { workspace } = askEverything(
      { ".netpol.yaml": text(), "good.yaml": goodPolicy("good") },
      { settings: { scopes: undefined } },
    );
    expect(workspace.diagnostics(".netpol.yaml").every((it) => it.file === ".netpol.yaml")).toBe(true);
    expect(workspace.diagnostics(".netpol.yaml").length).toBeGreaterThan(0);
  });

  it("of editors may hold globs that cannot be read", () => {
    const scopes = new Map([["all", ["**", "", "a".repeat(70_000), "["]]]);
    askEverything({ "good.yaml": goodPolicy("good") }, { settings: { exclude: ["", "a".repeat(70_000)], scopes } });
  });

  it("may name scopes that hold nothing", () => {
    const { workspace } = workspaceOf({
      "good.yaml": goodPolicy("good"),
      ".netpol.yaml": "scopes: {a: [nowhere/**], b: []}\n",
    });
    expect(workspace.diagnostics("good.yaml")).toEqual([]);
    expect(workspace.flows()).toEqual({ workloads: [], flows: [] });
  });
});

describe("kustomizations", () => {
  it.each(Object.entries(KUSTOMIZATIONS))("%s", (_, files) => {
    const { workspace } = askEverything(files(), { places: 1 });
    expect(workspace.summary().policies).toBe(2);
    workspace.flows();
  });
});

describe("the command line", () => {
  let folder = "";

  beforeAll(buildCli);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "netpol-bad-"));
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

  const netpol = (args: readonly string[], options: CliOptions = {}): CliRun =>
    runCli(args, { cwd: folder, ...options });

  /** What `check` says in JSON, in the order of the contract; the neighbour's one error makes the status 1. */
  function check(...args: readonly string[]): { found: string[]; notices: string[] } {
    put({ [NEIGHBOUR]: misspelt("neighbour") });
    const { status, stdout, stderr } = netpol(["check", "--format", "json", ...args]);
    expect([status, stderr]).toEqual([1, ""]);
    const report = JSON.parse(stdout) as {
      diagnostics: { file: string; code: string; range: { start: { line: number; character: number } } }[];
      notices: { file?: string; message: string }[];
    };
    expect(Object.keys(report)).toEqual(["version", "summary", "diagnostics", "notices"]);
    const order = report.diagnostics.map(({ file, range: { start } }) => [file, start.line, start.character] as const);
    expect(order).toEqual(order.toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1] || a[2] - b[2])));
    const found = report.diagnostics.map((it) => `${it.file} ${it.code}`);
    expect(found).toContain(`${NEIGHBOUR} NP1002`);
    return {
      found,
      notices: report.notices.flatMap((it) => (it.file === undefined ? [] : `${it.file}: ${it.message}`)),
    };
  }

  it("passes over what is no file, follows no ring, and says so", async () => {
    put({ "folder.yaml/inner.yaml": misspelt("inner") });
    symlinkSync("gone.yaml", join(folder, "dangling.yaml"));
    symlinkSync("ring2.yaml", join(folder, "ring1.yaml"));
    symlinkSync("ring1.yaml", join(folder, "ring2.yaml"));
    symlinkSync(".", join(folder, "self"));
    symlinkSync("..", join(folder, "folder.yaml/up"));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "socket.yaml"), resolve));
    try {
      const { found, notices } = check();
      expect(found).toContain("folder.yaml/inner.yaml NP1002");
      expect(found).toHaveLength(2);
      expect(notices).toEqual([
        "dangling.yaml: Link leads nowhere",
        "ring1.yaml: Link leads nowhere",
        "ring2.yaml: Link leads nowhere",
        "socket.yaml: File is left alone: it is no regular file",
      ]);
      expect(netpol(["check", "socket.yaml"])).toMatchObject({ status: 2, stdout: "" });
    } finally {
      server.close();
    }
  });

  it.skipIf(process.platform === "win32")("waits for no pipe", () => {
    expect(spawnSync("mkfifo", [join(folder, "pipe.yaml")]).status).toBe(0);
    expect(check().notices).toEqual(["pipe.yaml: File is left alone: it is no regular file"]);
    const { status, stdout, stderr } = netpol(["check", "pipe.yaml"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("netpol: pipe.yaml: File is left alone: it is no regular file\n");
  });

  it("reads UTF-16 and leaves other bytes alone", () => {
    const bytes = Buffer.alloc(4096);
    for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 7919) % 256;
    put({ "utf16.yaml": Buffer.from(`\ufeff${misspelt("wide")}`, "utf16le"), "binary.yaml": bytes, "empty.yaml": "" });
    const { found, notices } = check();
    expect(found).toEqual([`${NEIGHBOUR} NP1002`, "utf16.yaml NP1002"]);
    expect(notices).toEqual(["binary.yaml: File is left alone: it holds no text"]);
    expect(netpol(["check", "binary.yaml"])).toMatchObject({ status: 2, stdout: "" });
  });

  it("takes paths that repeat, overlap and lie outside", () => {
    put({ "a/b/in.yaml": misspelt("in"), "out.yaml": misspelt("out") });
    const { found } = check(".", NEIGHBOUR, `./${NEIGHBOUR}`, "a", "a/b", "a/b/in.yaml");
    expect(found.toSorted()).toEqual(["a/b/in.yaml NP1002", `${NEIGHBOUR} NP1002`, "out.yaml NP1002"]);
    const { status, stdout } = netpol(["check", "--format", "json", "../../out.yaml"], { cwd: join(folder, "a/b") });
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { diagnostics: { file: string }[] }).diagnostics[0]?.file).toBe("../../out.yaml");
    expect(netpol(["check", "out.yaml", "gone.yaml"])).toMatchObject({ status: 2, stdout: "" });
    expect(netpol(["check", "-"]).status).toBe(0);
    expect(netpol(["check", "-"], { input: "[" }).status).toBe(0);
    expect(netpol(["check", "-"], { input: "\0" })).toMatchObject({ status: 2, stdout: "" });
  });

  it("refuses what it cannot use", () => {
    put({ "good.yaml": goodPolicy("good") });
    const wrong: readonly (readonly string[])[] = [
      ["check", "--exclude", ""],
      ["check", "--exclude", "a".repeat(70_000)],
      ["check", "--rule", "__proto__=off"],
      ["check", "--rule", "unknown-field=constructor"],
      ["check", "--format", "constructor"],
      ["check", "--fail-on", "toString"],
      ["check", "--scope", "__proto__"],
      ["flows", "--scope", "constructor"],
      ["can", "a", "b", "--port", "65536"],
      ["can", "a", "b", "--port", "-1"],
      ["can", "a", "b", "--protocol", "toString"],
      ["can", "", ""],
      ["can", "a".repeat(10_000), "__proto__"],
      ["explain", "__proto__"],
      ["toString"],
      [],
    ];
    for (const args of wrong)
      expect([args[0], args[2]?.slice(0, 20), netpol(args).status]).toEqual([args[0], args[2]?.slice(0, 20), 2]);
    expect(netpol(["check", "--exclude", "["]).status).toBe(0);
  });

  it.each(Object.entries(BAD_SETTINGS))("goes on with settings that are wrong: %s", (_, text) => {
    put({ ".netpol.yaml": text() });
    check();
  });
});

/** Lines, the edits of a careless hand, and values of the wrong type. */
const MUTATION = fc.record({
  how: fc.constantFrom("delete", "repeat", "indent", "outdent", "swap", "cut", "key"),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.constantFrom(
    "3",
    "[]",
    "{}",
    "null",
    "true",
    '"80"',
    "[[a]]",
    "{a: b}",
    "__proto__",
    "*x",
    "&x",
    "|",
    "- a",
    "{{ x }}",
    "\t",
    "''",
  ),
});
type Mutation = typeof MUTATION extends fc.Arbitrary<infer T> ? T : never;

function mutated(text: string, mutations: readonly Mutation[]): string {
  const lines = text.split("\n");
  for (const { how, at, value } of mutations) {
    const index = Math.floor(at * lines.length);
    const line = lines[index] ?? "";
    if (how === "delete") lines.splice(index, 1);
    else if (how === "repeat") lines.splice(index, 0, line);
    else if (how === "indent") lines[index] = `  ${line}`;
    else if (how === "outdent") lines[index] = line.replace(/^ {2}/, "");
    else if (how === "swap") lines[index] = line.replace(/(: |- )[^:]*$/, `$1${value}`);
    else if (how === "key") lines[index] = line.replace(/[\w.]+:/, `${value}:`);
    else lines[index] = line.slice(0, Math.floor(at * line.length));
  }
  return lines.join("\n");
}

/** Manifests of the corpus that hold policies; where there is no corpus, some of our own. */
function manifests(): readonly string[] {
  const own = [goodPolicy("a"), misspelt("b"), `${goodPolicy("c")}---\n${deployment("web")}---\n${deployment("api")}`];
  if (CORPUS === undefined) return own;
  const found: string[] = [];
  for (const path of readdirSync(CORPUS, { recursive: true, encoding: "utf8" }).sort()) {
    if (!/\.ya?ml$/.test(path)) continue;
    const file = join(CORPUS, path);
    if (!existsSync(file) || !statSync(file).isFile() || statSync(file).size > 20_000) continue;
    const text = readFileSync(file, "utf8");
    if (/^kind: *(NetworkPolicy|Cilium\w*)\b/m.test(text)) found.push(text);
  }
  const step = Math.max(1, Math.floor(found.length / MANIFESTS));
  return [...own, ...found.filter((_, at) => at % step === 0).slice(0, MANIFESTS)];
}

/** How many manifests are mutated, and how often; more at night. */
const MANIFESTS = 200;
const RUNS = Number(process.env.NETPOL_MUTATIONS ?? 400);

it("holds for careless edits of real manifests, one after the other in one workspace", {
  timeout: 60_000 + RUNS * 500,
}, () => {
  const texts = manifests();
  const { workspace, logged } = workspaceOf(
    { [NEIGHBOUR]: `${misspelt("neighbour")}---\n${deployment("web")}---\n${deployment("api")}` },
    { persona: "auditor" },
  );
  fc.assert(
    fc.property(
      fc.nat({ max: texts.length - 1 }),
      fc.array(MUTATION, { minLength: 1, maxLength: 6 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      (which, mutations, places) => {
        const text = mutated(texts[which] ?? "", mutations);
        workspace.apply([{ type: "put", file: fileOf("fuzzed.yaml", text) }]);
        workspace.ownDiagnostics("fuzzed.yaml");
        const diagnostics = workspace.diagnostics("fuzzed.yaml");
        for (const it of diagnostics)
          for (const { file, range } of [it, ...it.related]) expectInside(workspace, file, range);
        for (const it of diagnostics.slice(0, 10)) askAt(workspace, "fuzzed.yaml", it.range.start);
        for (const place of places) askAt(workspace, "fuzzed.yaml", Math.floor(place * text.length));
        workspace.flows();
        for (const scope of workspace.scopeNames)
          workspace.can(scope, { from: "api", to: "web", protocol: "TCP", port: 8080 });
        expect(logged).toEqual([]);
        expect(codesOf(workspace.diagnostics(NEIGHBOUR))).toContain("NP1002");
      },
    ),
    { numRuns: RUNS },
  );
});
