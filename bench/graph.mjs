// Measures the flow graph as an editor asks for it: the time to the first picture, and to a namespace unfolded.
// Usage: npm run bench:graph [-- --rounds 9]
//
// Clusters: namespaces of 20 workloads, and one namespace with all 300, where each fares otherwise. Nothing is kept between rounds:
// the first picture includes compiling the policies and the engine's first answers, but not reading the files.

import { loadavg } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import path from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import * as esbuild from "esbuild";
import { clusterFiles } from "./cluster.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });
const rounds = Number(values.rounds);

const folder = mkdtempSync(path.join(ROOT, "server/out/bench-graph-"));
try {
  const outfile = path.join(folder, "ide.cjs");
  await esbuild.build({
    entryPoints: [path.join(ROOT, "server/src/ide/index.ts")],
    ...{ outfile, bundle: true, format: "cjs", platform: "node", logLevel: "warning" },
  });
  const ide = await import(pathToFileURL(outfile).href);
  console.log(`Node ${process.version}, load average ${loadavg()[0].toFixed(1)}; medians of ${rounds} rounds, ms`);
  console.log("                                overview    of CPU  unfolded  elements");
  const cases = [
    ["300 workloads, 15 namespaces", clusterFiles(300, 90)],
    ["1,000 workloads, 50 namespaces", clusterFiles(1000, 300)],
    ["10,000 workloads, 500 namespaces", clusterFiles(10_000, 3000)],
    ["300 workloads, 1 namespace", crowded(300)],
  ];
  for (const [name, files] of cases) measure(ide, name, files);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure({ Workspace, drawMatrix, drawNamespace }, name, files) {
  const times = { overview: [], cpu: [], unfolded: [] };
  let elements = 0;
  for (let round = 0; round < rounds; round++) {
    const workspace = new Workspace({ log: console.error, now: () => performance.now() });
    workspace.apply(files.map(({ path: id, text }) => ({ type: "put", file: { id, path: id, text } })));
    const [scope] = workspace.scopeNames;
    const start = performance.now();
    const cpu = process.cpuUsage();
    const { overview } = workspace.graph(scope);
    drawMatrix(overview);
    times.overview.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    times.cpu.push((user + system) / 1000);
    const namespace = overview.groups[0].name;
    const again = performance.now();
    const { unfolded } = workspace.graph(scope, namespace);
    drawNamespace(unfolded, false);
    times.unfolded.push(performance.now() - again);
    elements = unfolded.vertices.length + unfolded.edges.length;
  }
  const cells = [times.overview, times.cpu, times.unfolded].map((it) => median(it).toFixed(0).padStart(10));
  console.log(`${name.padEnd(30)}${cells.join("")}${String(elements).padStart(10)}`);
}

/** One namespace in which every workload has a policy of its own, with three callers: no two fare alike. */
function crowded(count) {
  const app = (at) => `app-${at % count}`;
  return Array.from({ length: count }, (_, at) => {
    const callers = [at * 7 + 1, at * 3 + 2, at + 5].map((it) => `{podSelector: {matchLabels: {app: ${app(it)}}}}`);
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app(at)}, namespace: crowd}
spec: {selector: {matchLabels: {app: ${app(at)}}}, template: {metadata: {labels: {app: ${app(at)}}}, spec: {containers: []}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${app(at)}, namespace: crowd}
spec:
  podSelector: {matchLabels: {app: ${app(at)}}}
  policyTypes: [Ingress]
  ingress: [{from: [${callers.join(", ")}], ports: [{port: ${1000 + at}}]}]
`;
    return { path: `${app(at)}.yaml`, text };
  });
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
