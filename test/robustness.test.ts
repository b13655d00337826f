/** Bad input: nothing throws, no rule fails, nothing hangs, places and edits stay inside the text, what stands beside is answered. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { TextRange } from "../server/src/base/source.js";
import { type Diagnostic, type InputFile, type PartialSettings, Workspace } from "../server/src/ide/index.js";
import { BAD_SETTINGS, BAD_TEXTS, deployment, goodPolicy, KUSTOMIZATIONS, misspelt, PROTOTYPE_NAMES } from "./kit/bad-inputs.js";
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

function workspaceOf(files: Readonly<Record<string, string>>, settings: PartialSettings = {}): Omit<Asked, "diagnostics"> {
  const logged: string[] = [];
  const workspace = new Workspace({ log: (it) => logged.push(it), now: () => performance.now() }, [settings]);
  workspace.apply(Object.entries(files).map(([path, text]) => ({ type: "put", file: fileOf(path, text) })));
  return { workspace, logged };
}

function fileOf(path: string, text: string): InputFile {
  return { id: path, path, text };
}

/** Asks everything there is to ask, a few places of the file each, and holds the answers to the laws. */
function askEverything(files: Readonly<Record<string, string>>, { places = 6, settings = {} }: { places?: number; settings?: PartialSettings } = {}): Asked {
  const { workspace, logged } = workspaceOf({ ...files, [NEIGHBOUR]: `${misspelt("neighbour")}---\n${deployment("web")}---\n${deployment("api")}` }, settings);
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
  for (const scope of workspace.scopeNames) workspace.can(scope, { from: "api", to: "web", protocol: "TCP", port: 8080 });
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
    const { workspace } = askEverything({ "bad.yaml": BAD_TEXTS["unparsable between two good documents"]?.text() ?? "" });
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
    const { workspace } = askEverything({ ".netpol.yaml": text(), "good.yaml": goodPolicy("good") }, { settings: { scopes: undefined } });
    expect(workspace.diagnostics(".netpol.yaml").every((it) => it.file === ".netpol.yaml")).toBe(true);
    expect(workspace.diagnostics(".netpol.yaml").length).toBeGreaterThan(0);
  });

  it("of editors may hold globs that cannot be read", () => {
    const scopes = new Map([["all", ["**", "", "a".repeat(70_000), "["]]]);
    askEverything({ "good.yaml": goodPolicy("good") }, { settings: { exclude: ["", "a".repeat(70_000)], scopes } });
  });

  it("may name scopes that hold nothing", () => {
    const { workspace } = workspaceOf({ "good.yaml": goodPolicy("good"), ".netpol.yaml": "scopes: {a: [nowhere/**], b: []}\n" });
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
