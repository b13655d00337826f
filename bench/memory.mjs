// Measures what 10,000 manifests take in memory once all is worked out, by the part of the core that has made it.
// Usage: npm run bench:memory [-- --manifests 10000]
//
// Live objects are sampled as they are allocated and told by the innermost function of ours that was running. What the runtime
// itself takes, its code among it, is under "runtime".

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import v8 from "node:v8";
import vm from "node:vm";
import { bundleCore, filesIn, put } from "./core.mjs";
import { writeWorkspace } from "./manifests.mjs";

const { values: given } = parseArgs({ options: { manifests: { type: "string", default: "10000" } } });
/** One allocation in so many bytes is looked at. */
const SAMPLED = 8192;
/** Parts that take less are together in the last line. */
const LEAST_SHOWN = 0.005;

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc");

const folder = mkdtempSync(path.join(tmpdir(), "netpol-bench-"));
const session = new Session();
session.connect();
try {
  const module = path.join(folder, "core.mjs");
  await bundleCore(module, { Workspace: "ide/index.js" });
  const { Workspace } = await import(pathToFileURL(module));
  writeWorkspace(folder, Number(given.manifests));
  const files = filesIn(folder);
  const text = files.reduce((sum, it) => sum + it.text.length, 0);
  collectGarbage();
  const before = process.memoryUsage();
  await session.post("HeapProfiler.startSampling", { samplingInterval: SAMPLED });
  const workspace = new Workspace({ log: (it) => console.error(it), now: () => performance.now() });
  workspace.apply(files.map(put));
  const read = used();
  workspace.allDiagnostics();
  const whole = used();
  const { profile } = await session.post("HeapProfiler.stopSampling");
  console.log(`${given.manifests} manifests, ${megabytes(text)} of text; Node ${process.version}`);
  console.log(`heap: ${megabytes(before.heapUsed)} with the code alone, ${megabytes(read)} once all is read,`);
  console.log(
    `${megabytes(whole)} with all findings, ${Math.round((whole - before.heapUsed) / given.manifests)} bytes each`,
  );
  print(byPart(profile.head, partsOf(readFileSync(module, "utf8"))));
  // The workspace has to be in use until here.
  console.log(`${workspace.contents().files} files`);
} finally {
  session.disconnect();
  rmSync(folder, { recursive: true, force: true });
}

function used() {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** For each line of the bundle the folder of its module, such as `engine` or `systems/cilium`. */
function partsOf(bundle) {
  let part;
  return bundle.split("\n").map((line) => {
    const [, at] = /^\/\/ .*?((?:server\/src|node_modules)\/\S+)$/.exec(line) ?? [];
    if (at?.startsWith("node_modules")) part = "libraries";
    else if (at !== undefined) part = path.dirname(at).split("/").slice(2, 4).join("/");
    return part;
  });
}

function byPart(head, parts) {
  const sizes = new Map();
  const walk = (node, above) => {
    const { url, lineNumber } = node.callFrame;
    const own = url.endsWith("core.mjs") ? (parts[lineNumber] ?? above) : above;
    sizes.set(own, (sizes.get(own) ?? 0) + node.selfSize);
    for (const it of node.children) walk(it, own);
  };
  walk(head, "runtime");
  return sizes;
}

function print(sizes) {
  const whole = [...sizes.values()].reduce((sum, it) => sum + it, 0);
  const shown = [...sizes].filter(([, it]) => it >= whole * LEAST_SHOWN).sort(([, a], [, b]) => b - a);
  const rest = whole - shown.reduce((sum, [, it]) => sum + it, 0);
  for (const [part, size] of [...shown, ["all others", rest]]) {
    console.log(`${part.padEnd(34)} ${megabytes(size).padStart(9)} ${((size / whole) * 100).toFixed(1).padStart(5)} %`);
  }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
