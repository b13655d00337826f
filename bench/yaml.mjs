#!/usr/bin/env node
// CPU time per document: our parser against the library alone. Usage: node bench/yaml.mjs CORPORA.mjs [ROUNDS]
// CORPORA.mjs exports corpora(), whose fields A and C are lists of documents.

import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [corporaPath, roundsText] = process.argv.slice(2);
if (corporaPath === undefined) {
  console.error("usage: node bench/yaml.mjs CORPORA.mjs [ROUNDS]");
  process.exit(2);
}
const rounds = Number(roundsText ?? 5);
const root = resolve(import.meta.dirname, "..");
const require = createRequire(join(root, "package.json"));
const { build } = require("esbuild");
const folder = mkdtempSync(join(tmpdir(), "netpol-bench-"));
try {
  const outfile = join(folder, "parsers.cjs");
  await build({
    stdin: {
      contents: `export { parseDocumentText } from "./parse.js"; export { parseWithLibrary } from "./library-parser.js";
        export { parseFast } from "./fast/fast-parser.js";`,
      resolveDir: join(root, "server/src/syntax"),
    },
    bundle: true,
    format: "cjs",
    platform: "node",
    outfile,
  });
  const { parseDocumentText, parseFast, parseWithLibrary } = require(outfile);
  const corpora = (await import(pathToFileURL(resolve(corporaPath)))).corpora();
  for (const name of ["A", "C"]) report(name, corpora[name], { parseDocumentText, parseFast, parseWithLibrary });
} finally {
  rmSync(folder, { recursive: true });
}

function report(name, documents, { parseDocumentText, parseFast, parseWithLibrary }) {
  const owned = documents.filter((it) => parseFast(it) !== undefined).length;
  const ours = median(() => documents.forEach((it) => void parseDocumentText(it)));
  const library = median(() => documents.forEach((it) => void parseWithLibrary(it)));
  const each = (ms) => `${((ms * 1000) / documents.length).toFixed(1)} µs/document`;
  const share = ((owned / documents.length) * 100).toFixed(1);
  console.log(`${name}: ${documents.length} documents, ${share} % by the fast parser`);
  console.log(`  ours ${each(ours)}, library ${each(library)}, ratio ${(library / ours).toFixed(1)}`);
}

/** Median CPU time (user and system) of a round in milliseconds, after one round of warming up. */
function median(work) {
  work();
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
