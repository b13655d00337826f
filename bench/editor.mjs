// Measures the language server as an editor feels it: start, cold index, edit to diagnostics, hover, code actions, memory.
// What else editors ask is measured by features.mjs.
// Usage: npm run bench [-- --manifests 10000] [--rounds 20] [--compare REVISION] [--yaml-language-server FOLDER]
//        [--schema FOLDER]
//
// --compare builds another revision of this repository and measures it in the same run, before and after ours.
// FOLDER of yaml-language-server is where it was installed, outside of this repository:
//   npm install --no-save --prefix /tmp/yls yaml-language-server@1.25.0
// --schema is a folder with the Kubernetes schema as that server asks for it, `all.json` and `_definitions.json`;
// default: ../shared/bench/editor where it is there. Without, it runs without a schema and does far less.
//
// Wall times depend on what else the machine does; processor time (CPU) does so much less. 95 of 100 and in brackets the median;
// with the goal where there is one.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { initialize, startServer } from "./lsp-client.mjs";
import { bigFile, smallPolicy, writeWorkspace } from "./manifests.mjs";
import { buildRevision } from "./revision.mjs";
import { pause, quantile, timed } from "./times.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { values: given } = parseArgs({
  options: {
    manifests: { type: "string", default: "10000" },
    rounds: { type: "string", default: "20" },
    compare: { type: "string" },
    "yaml-language-server": { type: "string" },
    schema: { type: "string", default: path.join(ROOT, "../shared/bench/editor") },
  },
});
const rounds = Number(given.rounds);

/** Between two edits: long enough for any server to have done with the one before. */
const PAUSE_MS = 100;
/** A line that no reader of YAML takes, put into the middle of a file and taken out again. */
const BROKEN_LINE = "      broken: [1,\n";
/** The last file of the folder, with a policy whose name an edit elsewhere takes: what is found there then is told last. */
const TWIN = "zz-twin.yaml";
const TWIN_NAME = "twin";

const folder = mkdtempSync(path.join(tmpdir(), "netpol-bench-"));
try {
  const { files, bytes } = writeWorkspace(folder, Number(given.manifests));
  writeFileSync(path.join(folder, "small.yaml"), smallPolicy());
  writeFileSync(path.join(folder, "big.yaml"), bigFile());
  writeFileSync(path.join(folder, TWIN), smallPolicy().replace(/name: .*/, `name: ${TWIN_NAME}`));
  console.log(`${given.manifests} manifests in ${files} files (${(bytes / 1e6).toFixed(1)} MB) and two files to edit`);
  console.log(`Node ${process.version}, load average ${loadavg()[0].toFixed(1)}\n`);
  const results = [];
  if (given.compare === undefined) results.push(["netpol", await measure("netpol", netpol(ROOT))]);
  else results.push(...(await compared(given.compare)));
  const yls = given["yaml-language-server"];
  if (yls !== undefined)
    results.push(["yaml-language-server", await measure("yaml-language-server", yamlLanguageServer(yls))]);
  print(results);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Ours between two measures of the other one, of which the better counts: what warms up in between is nobody's merit. */
async function compared(revision) {
  const other = mkdtempSync(path.join(tmpdir(), "netpol-revision-"));
  const remove = buildRevision(ROOT, revision, path.join(other, "tree"));
  try {
    const measureOther = () => measure(revision, netpol(path.join(other, "tree")));
    const before = await measureOther();
    const ours = await measure("netpol", netpol(ROOT));
    const after = await measureOther();
    return [
      ["netpol", ours],
      [revision, better(before, after)],
    ];
  } finally {
    remove();
    rmSync(other, { recursive: true, force: true });
  }
}

/** Of two results the better figure, wherever there is one. */
function better(a, b) {
  if (typeof a === "number") return Math.min(a, b);
  if (Array.isArray(a)) return quantile(a, 0.5) <= quantile(b, 0.5) ? a : b;
  return Object.fromEntries(Object.keys(a).map((it) => [it, better(a[it], b[it])]));
}

function netpol(root) {
  return {
    command: [process.execPath, path.join(root, "server/bin/netpol.js"), "lsp", "--stdio"],
    initializationOptions: { status: true },
    answer: () => undefined,
    /** It says when all files are read and checked. */
    indexed: (server) => server.next("netpol/status", (it) => it.state === "ready" && it.files > 0),
  };
}

/** It reads open documents only, so there is no index to wait for. */
function yamlLanguageServer(installed) {
  const read = (name) => {
    try {
      return readFileSync(path.join(given.schema, name), "utf8");
    } catch {
      return undefined;
    }
  };
  const hasSchema = read("all.json") !== undefined;
  if (!hasSchema) console.log(`No all.json in ${given.schema}: yaml-language-server runs without a schema`);
  const yaml = {
    ...{ validate: true, hover: true, completion: true },
    ...{ schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } },
    schemas: hasSchema ? { kubernetes: ["*.yaml"] } : {},
  };
  const sections = { yaml, http: { proxy: "", proxyStrictSSL: false }, "[yaml]": {}, editor: { tabSize: 2 } };
  return {
    command: [
      process.execPath,
      path.join(installed, "node_modules/yaml-language-server/bin/yaml-language-server"),
      "--stdio",
    ],
    initializationOptions: {},
    settings: sections,
    answer: (method, params) => {
      if (method === "workspace/configuration") return params.items.map((it) => sections[it.section] ?? null);
      // Asked for a schema by its address, as it asks VS Code; the name is enough to find the copy.
      if (method === "vscode/content") return read(String([params].flat()[0]).split("/").pop().split("#")[0]);
      return undefined;
    },
  };
}

async function measure(name, { command, initializationOptions, settings, answer, indexed }) {
  console.log(`Measuring ${name} …`);
  const rootUri = pathToFileURL(folder).href;
  const result = {};
  const started = performance.now();
  const server = startServer(command, (method, params) =>
    method === "workspace/workspaceFolders" ? [{ uri: rootUri, name: "bench" }] : answer(method, params),
  );
  await initialize(server, folder, initializationOptions);
  result.start = performance.now() - started;
  const ready = indexed?.(server);
  const from = { time: performance.now(), cpu: server.cpu() };
  server.notify("initialized", {});
  if (settings !== undefined) {
    server.notify("yaml/registerContentRequest");
    server.notify("workspace/didChangeConfiguration", { settings });
  }
  if (ready !== undefined) {
    await ready;
    result.index = performance.now() - from.time;
    result.indexCpu = server.cpu() - from.cpu;
  }
  result.memory = server.memory();
  result.small = await edit(server, "small.yaml");
  if (indexed !== undefined) result.settled = await settle(server);
  result.big = await edit(server, "big.yaml");
  result.peak = server.memory("VmHWM");
  await server.stop();
  return result;
}

/** Opens a file, breaks and repairs it in turn, and asks questions; the next edit waits for the diagnostics of the last. */
async function edit(server, name) {
  const uri = pathToFileURL(path.join(folder, name)).href;
  const text = readFileSync(path.join(folder, name), "utf8");
  const lines = text.split("\n");
  const middle = lines.findIndex((it, index) => index >= lines.length / 2 && it === "  egress:");
  const selector = lines.findLastIndex((it, index) => index < middle && it.includes("podSelector:"));
  const published = (wanted) =>
    server.next("textDocument/publishDiagnostics", (it) => it.uri === uri && wanted(it.diagnostics.length));
  const position = { line: selector, character: lines[selector].indexOf("podSelector") + 2 };
  const textDocument = { uri };
  const hover = () => timed(() => server.request("textDocument/hover", { textDocument, position }));
  // As an editor asks for the light bulb, wherever the cursor is.
  const actions = () =>
    timed(() =>
      server.request("textDocument/codeAction", {
        textDocument,
        range: { start: position, end: position },
        context: { diagnostics: [] },
      }),
    );

  let sound = 0;
  const opened = published(() => true);
  const open = await timed(async () => {
    server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    sound = (await opened).diagnostics.length;
  });
  await pause(PAUSE_MS * 5);

  const changes = [];
  const cpu = [];
  for (let round = 0; round < rounds; round++) {
    const breaks = round % 2 === 0;
    const start = { line: middle, character: 0 };
    const range = { start, end: breaks ? start : { line: middle + 1, character: 0 } };
    const before = server.cpu();
    const seen = published((count) => (breaks ? count > sound : count <= sound));
    const contentChanges = [{ range, text: breaks ? BROKEN_LINE : "" }];
    changes.push(
      await timed(async () => {
        server.notify("textDocument/didChange", { textDocument: { uri, version: round + 2 }, contentChanges });
        await seen;
      }),
    );
    await pause(PAUSE_MS);
    cpu.push(server.cpu() - before);
  }

  const questions = { hover, actions };
  const answers = {};
  let version = rounds + 1;
  for (const [question, ask] of Object.entries(questions)) {
    const asked = [];
    for (let round = 0; round < rounds; round++) asked.push(await ask());
    const afterEdit = [];
    for (let round = 0; round < Math.min(rounds, 8); round++) {
      const range = { start: { line: lines.length - 1, character: 0 }, end: { line: lines.length - 1, character: 0 } };
      server.notify("textDocument/didChange", {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text: "# a remark\n" }],
      });
      afterEdit.push(await ask());
      await pause(PAUSE_MS * 5);
    }
    answers[question] = { asked, afterEdit };
  }
  server.notify("textDocument/didClose", { textDocument: { uri } });
  return { open, changes, cpu, ...answers };
}

/** Gives a policy the name of another in the last file, and takes it away again, until that is told there. */
async function settle(server) {
  const uri = pathToFileURL(path.join(folder, "small.yaml")).href;
  const twin = pathToFileURL(path.join(folder, TWIN)).href;
  const text = readFileSync(path.join(folder, "small.yaml"), "utf8");
  const lines = text.split("\n");
  const line = lines.findIndex((it) => it.startsWith("  name: "));
  server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  await pause(PAUSE_MS * 10);
  const times = [];
  let last = lines[line];
  for (let round = 0; round < rounds; round++) {
    const next = round % 2 === 0 ? `  name: ${TWIN_NAME}` : lines[line];
    const range = { start: { line, character: 0 }, end: { line, character: last.length } };
    const told = server.next("textDocument/publishDiagnostics", (it) => it.uri === twin);
    times.push(
      await timed(async () => {
        server.notify("textDocument/didChange", {
          textDocument: { uri, version: round + 2 },
          contentChanges: [{ range, text: next }],
        });
        await told;
      }),
    );
    last = next;
    await pause(PAUSE_MS);
  }
  server.notify("textDocument/didClose", { textDocument: { uri } });
  await pause(PAUSE_MS * 10);
  return times;
}

/** The table; a ratio says how many times as much another one needs. @param results By name, ours first. */
function print(results) {
  const rows = [
    ["spawn to initialize, ms", (it) => it.start, 120],
    ["cold index, ms", (it) => it.index, 1500],
    ["cold index, CPU ms", (it) => it.indexCpu],
    ["memory after index, MB", (it) => it.memory, 120],
    ["peak memory, MB", (it) => it.peak, 200],
    ["edit to everything settled, ms", (it) => it.settled, 150],
    ...[
      ["small", 16],
      ["big", 20],
    ].flatMap(([file, goal]) => [
      [`${file}: open to diagnostics, ms`, (it) => it[file].open],
      [`${file}: edit to diagnostics, ms`, (it) => it[file].changes, goal],
      [`${file}: CPU for an edit, ms`, (it) => it[file].cpu],
      [`${file}: hover, ms`, (it) => it[file].hover.asked, 5],
      [`${file}: hover right after an edit, ms`, (it) => it[file].hover.afterEdit, 5],
      [`${file}: code actions, ms`, (it) => it[file].actions.asked, 20],
      [`${file}: code actions right after an edit, ms`, (it) => it[file].actions.afterEdit, 20],
    ]),
  ];
  const [[, ours], ...others] = results;
  const table = [["", "netpol", "goal", ...others.flatMap(([name]) => [name, "ratio"])]];
  for (const [name, of, goal] of rows) {
    const cells = others.flatMap(([, other]) => {
      const ratio = median(of(other)) / median(of(ours));
      return [shown(of(other)), Number.isFinite(ratio) ? ratio.toFixed(2) : "–"];
    });
    table.push([name, shown(of(ours)), goal === undefined ? "" : `≤ ${goal}`, ...cells]);
  }
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  console.log();
  for (const row of table) {
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column] + 2))).join(""),
    );
  }
}

function shown(value) {
  if (value === undefined || Number.isNaN(median(value))) return "–";
  return Array.isArray(value) ? `${quantile(value, 0.95).toFixed(1)} (${median(value).toFixed(1)})` : value.toFixed(0);
}

function median(value) {
  return value === undefined ? Number.NaN : quantile([value].flat(), 0.5);
}
