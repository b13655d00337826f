// Measures what each rule costs over 10,000 documents, and how soon an edited document's own findings are there.
// Usage: npm run bench:rules [-- --manifests 10000] [--rounds 5] [--edits 200]
//
// The core is driven in this process, without files or protocol. Wall time, medians of several rounds, each from nothing.

import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleCore, filesIn, put } from "./core.mjs";
import { bigFile, smallPolicy, writeWorkspace } from "./manifests.mjs";

const { values: given } = parseArgs({
  options: {
    manifests: { type: "string", default: "10000" },
    rounds: { type: "string", default: "5" },
    edits: { type: "string", default: "200" },
  },
});

/** No rule may take more of the whole than this. */
const MOST_OF_THE_WHOLE = 0.1;
/** Milliseconds within which an edited document's own findings have to be ready, 95 times of 100: a frame. */
const FRAME = 16;
/** Rules that take less are not worth a line. */
const LEAST_SHOWN = 0.002;

const folder = mkdtempSync(path.join(tmpdir(), "netpol-bench-"));
try {
  const module = path.join(folder, "core.mjs");
  await bundleCore(module, { Workspace: "ide/index.js" });
  const { Workspace } = await import(pathToFileURL(module));
  const at = path.join(folder, "workspace");
  writeWorkspace(at, Number(given.manifests));
  const files = filesIn(at);
  console.log(`Node ${process.version}, load average ${loadavg()[0].toFixed(1)}`);
  console.log(`${given.manifests} documents in ${files.length} files, all rules, every persona; milliseconds\n`);
  const runs = Array.from({ length: Number(given.rounds) + 1 }, () => checkFromNothing(Workspace, files));
  // The first round is the runtime's own warming up.
  printRules(runs.slice(1));
  const workspace = runs.at(-1).workspace;
  printEdits("a policy of 40 lines", ownFindingsTimes(workspace, "edited/small.yaml", smallPolicy()));
  printEdits("5,000 lines of policies in one file", ownFindingsTimes(workspace, "edited/big.yaml", bigFile()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Everything read and every rule run. Auditors see the findings of all rules, so none is left out. */
function checkFromNothing(Workspace, files) {
  const workspace = new Workspace({ log: (it) => console.error(it), now: () => performance.now() });
  workspace.configure({ persona: "auditor" });
  const began = performance.now();
  workspace.apply(files.map(put));
  const read = performance.now() - began;
  workspace.allDiagnostics();
  return { workspace, whole: performance.now() - began, read, timings: new Map(workspace.timings()) };
}

function printRules(runs) {
  const whole = quantile(
    runs.map((it) => it.whole),
    0.5,
  );
  const names = [...runs[0].timings.keys()];
  const rows = names
    .map((name) => ({
      name,
      time: quantile(
        runs.map((it) => it.timings.get(name) ?? 0),
        0.5,
      ),
    }))
    .sort((a, b) => b.time - a.time);
  const line = (name, time) =>
    console.log(
      `${name.padEnd(34)}${time.toFixed(1).padStart(9)}${`${((time / whole) * 100).toFixed(1)} %`.padStart(9)}`,
    );
  line("whole", whole);
  line(
    "reading",
    quantile(
      runs.map((it) => it.read),
      0.5,
    ),
  );
  for (const { name, time } of rows) if (time / whole >= LEAST_SHOWN) line(name, time);
  const small = rows.filter(({ time }) => time / whole < LEAST_SHOWN);
  line(
    `${small.length} more rules together`,
    small.reduce((sum, it) => sum + it.time, 0),
  );
  const [most] = rows.filter((it) => /^[a-z0-9-]+$/.test(it.name));
  judge(`most expensive rule, ${most.name}`, (most.time / whole) * 100, MOST_OF_THE_WHOLE * 100, "% of the whole");
}

/** What a key stroke costs until the edited document's own findings are there, the others loaded and checked. */
function ownFindingsTimes(workspace, id, text) {
  workspace.apply([put({ path: id, text })]);
  workspace.allDiagnostics();
  const times = [];
  for (let edit = 0; edit < Number(given.edits); edit++) {
    // A letter more or less in the name of the last policy, and every third time a field that no policy has.
    const at = text.lastIndexOf("  name: ") + "  name: ".length;
    const changed = `${text.slice(0, at)}${"x".repeat(edit % 2)}${text.slice(at)}${edit % 3 === 0 ? "  ingres: []\n" : ""}`;
    const began = performance.now();
    workspace.apply([put({ path: id, text: changed })]);
    workspace.ownDiagnostics(id);
    times.push(performance.now() - began);
  }
  workspace.apply([{ type: "remove", id }]);
  return times;
}

function printEdits(what, times) {
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
  console.log(`\nEdit of ${what}: own findings after p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)}`);
  judge("own findings p95", p95, FRAME, "ms");
}

function judge(name, value, most, unit) {
  console.log(`${value <= most ? "met   " : "MISSED"} ${name}: ${value.toFixed(1)} of ${most} ${unit}`);
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
