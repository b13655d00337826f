/**
 * Code actions while a run over all documents goes on: answered from what is there, and no rule does its work twice. The
 * server is in this process, so that the work of its rules can be counted and stopped at.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { View } from "../../server/src/analysis/view.js";
import { nodePlatform } from "../../server/src/cli/language-server.js";
import { serve } from "../../server/src/lsp/server.js";
import { RULES } from "../../server/src/rules/registry.js";
import type { Finding, Rule, Subjects } from "../../server/src/rules/rule.js";
import { RICH } from "./clients.js";
import type { CodeAction, Published } from "./editor.js";
import { deployment, DUPLICATE_POLICY, misspelt, policy } from "./manifests.js";

const FILE = "policies.yaml";
const EGRESS = policy("no-dns")
  .replace("- Ingress", "- Egress")
  .replace(/ingress:\n {4}- from/, "egress:\n    - to");
const FILES: Readonly<Record<string, string>> = {
  [FILE]: `${misspelt("typo")}---\n${EGRESS}`,
  "workloads.yaml": `${deployment("web")}---\n${deployment("api")}`,
};
const FIX_OF_THE_DOCUMENT = "Rename to `podSelector` (changes traffic)";
const FIX_OF_THE_RUN = /^Allow DNS to/;

/** A policy, a workload or a scope. */
type Subject = Subjects[keyof Subjects];

let root: string;
let client: ProtocolConnection;
/** What rules that look at several documents have looked at, in order. */
let looked: { readonly rule: Rule; readonly subject: Subject }[];
/** Called at each look. */
let onLook: (() => void) | undefined;

beforeEach(async () => {
  looked = [];
  onLook = undefined;
  for (const rule of RULES) {
    if (rule.premise === "file") continue;
    const counted = rule as Rule & { check: (subject: Subject, view: View) => Iterable<Finding> };
    const { check } = counted;
    vi.spyOn(counted, "check").mockImplementation((subject, view) => {
      looked.push({ rule, subject });
      onLook?.();
      return check(subject, view);
    });
  }
  // Time flies: each step of a run uses up its slice, so that what has arrived is handled between any two.
  let now = 0;
  vi.spyOn(Date, "now").mockImplementation(() => (now += 1000));

  root = mkdtempSync(path.join(tmpdir(), "netpol-run-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(root, name), text);
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const [reader, writer] = [new StreamMessageReader(toServer), new StreamMessageWriter(toClient)];
  serve(createConnection(ProposedFeatures.all, reader, writer), nodePlatform());
  client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  client.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => null));
  client.onRequest("client/registerCapability", () => null);
  client.onRequest("window/workDoneProgress/create", () => null);
  client.listen();
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: pathToFileURL(root).href,
    capabilities: RICH,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: "test" }],
  });
});

afterEach(async () => {
  await client.sendRequest("shutdown");
  client.dispose();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const uri = (name: string): string => pathToFileURL(path.join(root, name)).href;

/** The titles of all quick fixes of the file, and how far the run was when they came. */
async function quickFixes(): Promise<{ titles: string[]; looks: number }> {
  const actions = await client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri: uri(FILE) },
    range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
    context: { diagnostics: [], only: ["quickfix"] },
  });
  return { titles: actions.map((it) => it.title), looks: looked.length };
}

/** Resolves when problems of the whole folder have been published for the file. */
function settled(wanted: (codes: string[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    client.onNotification("textDocument/publishDiagnostics", ({ uri: of, diagnostics }: Published) => {
      if (of === uri(FILE) && wanted(diagnostics.map((it) => it.code))) resolve();
    });
  });
}

/** Asks once, at the first look of the next run. */
function askDuringRun(): Promise<{ titles: string[]; looks: number }> {
  return new Promise((resolve, reject) => {
    onLook = () => {
      onLook = undefined;
      quickFixes().then(resolve, reject);
    };
  });
}

function expectNothingTwice(): void {
  for (const rule of RULES) {
    const subjects = looked.filter((it) => it.rule === rule).map((it) => it.subject);
    expect(new Set(subjects).size, rule.name).toBe(subjects.length);
  }
}

test("a request during the first run gets what the document shows by itself, and nothing is looked at twice", async () => {
  const answer = askDuringRun();
  const done = settled((codes) => codes.includes("NP1203"));
  await client.sendNotification("initialized", {});
  const { titles, looks } = await answer;
  await done;
  expect(titles).toContain(FIX_OF_THE_DOCUMENT);
  expect(titles.filter((it) => FIX_OF_THE_RUN.test(it))).toEqual([]);
  expect(looks).toBeLessThan(looked.length);
  expectNothingTwice();
});

test("a request during a later run gets what the last one found in documents that have not changed", async () => {
  const first = settled((codes) => codes.includes("NP1203"));
  await client.sendNotification("initialized", {});
  await first;
  const before = await quickFixes();
  expect(before.titles.filter((it) => FIX_OF_THE_RUN.test(it))).toHaveLength(1);

  looked = [];
  const answer = askDuringRun();
  const second = settled((codes) => codes.includes(DUPLICATE_POLICY));
  const text = FILES[FILE] ?? "";
  await client.sendNotification("textDocument/didOpen", {
    textDocument: { uri: uri(FILE), languageId: "yaml", version: 1, text },
  });
  await client.sendNotification("textDocument/didChange", {
    textDocument: { uri: uri(FILE), version: 2 },
    contentChanges: [{ text: text.replace("podSelectr", "podSelector").replace("name: typo", "name: no-dns") }],
  });
  const { titles, looks } = await answer;
  await second;
  expect(titles.filter((it) => FIX_OF_THE_RUN.test(it))).toHaveLength(1);
  expect(titles).not.toContain(FIX_OF_THE_DOCUMENT);
  expect(looks).toBeLessThan(looked.length);
  expectNothingTwice();
});
