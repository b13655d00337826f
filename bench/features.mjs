// Measures what an editor asks while somebody reads and writes policies: each question at rest and right after an edit, as the
// first one that meets the new text.
// Usage: npm run bench:features [-- --manifests 10000] [--rounds 20] [--files small,big] [--only hints,lens] [--server PATH]
//
// Edits: a remark at the end of the file, which changes nothing; and a letter in the label of a peer, as one types it, so that
// for each letter other pods are meant, mostly pods that no manifest has.
//
// Milliseconds, 95 of 100 and in brackets the median; with the goal where there is one.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { initialize, startServer } from "./lsp-client.mjs";
import { bigFile, smallPolicy, writeWorkspace } from "./manifests.mjs";
import { pause, quantile, timed } from "./times.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { values: given } = parseArgs({
  options: {
    manifests: { type: "string", default: "10000" },
    rounds: { type: "string", default: "20" },
    files: { type: "string", default: "small,big" },
    only: { type: "string" },
    server: { type: "string", default: path.join(ROOT, "server/bin/netpol.js") },
  },
});
const rounds = Number(given.rounds);

/** Between two letters of somebody who types fast; what the server does after an edit is mostly done by then. */
const PAUSE_MS = 250;
/** Processor time of a server that has nothing to do, in the meantime. */
const BARELY_MS = 10;
/** Lines that an editor shows. */
const SCREEN = 60;
/** The end of a label that no pod has, letter by letter. */
const LETTERS = "quiet";
const REMARK = "# a remark\n";

const ROWS = {
  completion: { name: "completion", goal: 20 },
  definition: { name: "definition", goal: 20 },
  hints: { name: "inlay hints, as many as are seen", goal: 20 },
  allHints: { name: "inlay hints of the whole file", goal: 20 },
  lens: { name: "code lens, resolved", goal: 20 },
  symbols: { name: "symbols of the file", goal: 50 },
  search: { name: "symbols of the workspace", goal: 50 },
  changes: { name: "what the edit opens and closes", goal: 50 },
  references: { name: "references" },
  hover: { name: "hover" },
  incoming: { name: "incoming calls" },
  outgoing: { name: "outgoing calls" },
  folds: { name: "folding" },
  selection: { name: "selection range" },
  tokens: { name: "semantic tokens" },
};
const asked = given.only === undefined ? Object.keys(ROWS) : given.only.split(",");

const folder = mkdtempSync(path.join(tmpdir(), "netpol-bench-"));
try {
  const { files, bytes } = writeWorkspace(folder, Number(given.manifests));
  writeFileSync(path.join(folder, "small.yaml"), smallPolicy());
  writeFileSync(path.join(folder, "big.yaml"), bigFile());
  console.log(`${given.manifests} manifests in ${files} files (${(bytes / 1e6).toFixed(1)} MB) and two files to edit`);
  console.log(`Node ${process.version}, load average ${loadavg()[0].toFixed(1)}, ${rounds} rounds\n`);
  const server = await indexed();
  for (const name of given.files.split(",")) print(name, await measure(server, `${name}.yaml`));
  await server.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A server that has read and checked all files. */
async function indexed() {
  const uri = pathToFileURL(folder).href;
  const server = startServer([process.execPath, given.server, "lsp", "--stdio"], (method, params) => {
    if (method === "workspace/workspaceFolders") return [{ uri, name: "bench" }];
    return method === "workspace/configuration" ? params.items.map(() => ({ codeLens: true })) : undefined;
  });
  await initialize(server, folder, { status: true });
  const ready = server.next("netpol/status", (it) => it.state === "ready" && it.files > 0);
  server.notify("initialized", {});
  await ready;
  return server;
}

/** Times of each question, at rest and right after each kind of edit. */
async function measure(server, name) {
  const file = openFile(server, name);
  await file.isOpen;
  await idle(server);
  const questions = questionsOf(server, file);
  const times = {};
  for (const question of asked) {
    const ask = questions[question];
    // An answer without anything in it is no answer to be quick about.
    const answer = await ask();
    if (answer === null || answer?.length === 0) throw new Error(`${name}: ${ROWS[question].name} says nothing`);
    const own = { rest: [], remark: [], letter: [] };
    for (let round = 0; round < rounds; round++) own.rest.push(await timed(ask));
    for (const edit of ["remark", "letter"]) {
      for (let round = 0; round < rounds; round++) {
        file[edit](round);
        own[edit].push(await timed(ask));
        await pause(PAUSE_MS);
      }
      file.restore();
      await idle(server);
    }
    times[question] = own;
  }
  file.close();
  return times;
}

/** Until the server has nothing left to do; where its cost is not known, as long as it may take. */
async function idle(server) {
  for (let waited = 0; waited < 40; waited++) {
    const before = server.cpu();
    await pause(PAUSE_MS);
    if (server.cpu() - before <= BARELY_MS) return;
  }
}

/** A file that is edited in the middle, at the label of a peer, and at its end. */
function openFile(server, name) {
  const uri = pathToFileURL(path.join(folder, name)).href;
  const text = readFileSync(path.join(folder, name), "utf8");
  const lines = text.split("\n");
  const middle = lines.findIndex((it, index) => index >= lines.length / 2 && it === "  egress:");
  const peer = lines.findLastIndex((it, index) => index < middle && it.includes("podSelector:"));
  const subject = lines.lastIndexOf("  podSelector:", middle);
  const label = { line: peer + 2, character: lines[peer + 2].length };
  const last = { line: lines.length - 1, character: 0 };
  const published = server.next("textDocument/publishDiagnostics", (it) => it.uri === uri);
  let version = 1;
  let typed = 0;
  let remarks = 0;
  server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version, text } });
  const change = (start, end, inserted) =>
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range: { start, end }, text: inserted }],
    });
  const after = (count) => ({ line: label.line, character: label.character + count });
  return {
    ...{ text, uri, lines, label, subject, isOpen: published },
    remark: () => {
      change(last, last, REMARK);
      remarks++;
    },
    /** Types to the end, and deletes again. */
    letter: (round) => {
      const isTyping = Math.floor(round / LETTERS.length) % 2 === 0;
      if (isTyping) change(after(typed), after(typed), LETTERS[typed]);
      else change(after(typed - 1), after(typed), "");
      typed += isTyping ? 1 : -1;
    },
    restore: () => {
      if (typed > 0) change(after(0), after(typed), "");
      if (remarks > 0) change(last, { line: last.line + remarks, character: 0 }, "");
      typed = 0;
      remarks = 0;
    },
    close: () => server.notify("textDocument/didClose", { textDocument: { uri } }),
  };
}

/** Of the label of a peer in the middle of the file, or of the whole file. */
function questionsOf(server, { uri, text, lines, label, subject }) {
  const textDocument = { uri };
  const ask = (method, params = {}) => server.request(method, { textDocument, ...params });
  const position = { line: label.line, character: label.character - 1 };
  const range = (start, end) => ({ range: { start: { line: start, character: 0 }, end: { line: end, character: 0 } } });
  const seen = range(Math.max(0, label.line - SCREEN / 2), Math.min(lines.length, label.line + SCREEN / 2));
  // Of the workloads that the policy selects: the peer has none while its label is typed.
  const calls = async (method) => {
    const [item] = await ask("textDocument/prepareCallHierarchy", { position: { line: subject, character: 4 } });
    return server.request(`callHierarchy/${method}`, { item });
  };
  return {
    completion: () => ask("textDocument/completion", { position: label }),
    definition: () => ask("textDocument/definition", { position }),
    hints: () => ask("textDocument/inlayHint", seen),
    allHints: () => ask("textDocument/inlayHint", range(0, lines.length)),
    lens: async () => {
      const lenses = await ask("textDocument/codeLens");
      // That of the policy with the label: the last one that begins above it.
      const own = lenses.findLast((it) => it.range.start.line < label.line);
      return own === undefined ? null : server.request("codeLens/resolve", own);
    },
    symbols: () => ask("textDocument/documentSymbol"),
    search: () => server.request("workspace/symbol", { query: "web" }),
    changes: () => server.request("netpol/changes", { older: [{ uri, text }] }),
    references: () => ask("textDocument/references", { position, context: { includeDeclaration: true } }),
    hover: () => ask("textDocument/hover", { position }),
    incoming: () => calls("incomingCalls"),
    outgoing: () => calls("outgoingCalls"),
    folds: () => ask("textDocument/foldingRange"),
    selection: () => ask("textDocument/selectionRange", { positions: [position] }),
    tokens: () => ask("textDocument/semanticTokens/full"),
  };
}

function print(file, times) {
  const table = [[file, "at rest", "after a remark", "after a letter", "goal"]];
  for (const question of asked) {
    const { name, goal } = ROWS[question];
    const own = times[question];
    table.push([name, ...[own.rest, own.remark, own.letter].map(shown), goal === undefined ? "" : `≤ ${goal}`]);
  }
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) {
    const cells = row.map((it, column) => (column === 0 ? it.padEnd(widths[0]) : it.padStart(widths[column] + 2)));
    console.log(cells.join(""));
  }
  console.log();
}

function shown(values) {
  return `${quantile(values, 0.95).toFixed(1)} (${quantile(values, 0.5).toFixed(1)})`;
}
