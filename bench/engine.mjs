// Measures the engine as rules, hovers and the command line use it, on clusters of several sizes.
// Usage: npm run bench:engine [-- --rounds 5] [--small]
//
// --small leaves out the cluster of 100,000 pods. Each cluster is measured in a process of its own, so that memory is its
// own too. Numbers are medians of several rounds in milliseconds of wall time, with processor time (CPU) in brackets:
// wall times depend on what else the machine does, so targets are held against the lesser of the two. `python3` and
// ../shared/bench/perf_world.py, where they are there, make the worlds that np-guard's figures were taken on.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleServer } from "../scripts/build.mjs";
import { changedPolicy, clusterFiles } from "./cluster.mjs";
import { bundleCore } from "./core.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WORLD_SCRIPT = path.join(ROOT, "../shared/bench/perf_world.py");
/** Seconds of np-guard's netpol-analyzer, `list` (../shared/oracles/README.md). */
const NP_GUARD = [
  { deployments: 50, policies: 25, seconds: "1.2" },
  { deployments: 300, policies: 150, seconds: "74" },
  { deployments: 1000, policies: 500, seconds: "over 300, stopped" },
];
const GROWTH = [1250, 2500, 5000, 10_000];
const POLICIES_PER_WORKLOAD = 0.3;
const EDITS = 40;

const { values: given } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    small: { type: "boolean", default: false },
    measure: { type: "string" },
    peak: { type: "boolean", default: false },
    module: { type: "string" },
  },
});
const rounds = Number(given.rounds);

if (given.measure !== undefined) {
  const [workloads, policies] = given.measure.split(",").map(Number);
  console.log(JSON.stringify(given.peak ? await peak(workloads, policies) : await measure(workloads, policies)));
} else {
  console.log(`Node ${process.version}, ${rounds} rounds, load average ${loadavg()[0].toFixed(1)}\n`);
  const folder = mkdtempSync(path.join(tmpdir(), "netpol-bench-"));
  try {
    const module = path.join(folder, "engine.mjs");
    await bundleCore(module, {
      Snapshot: "workspace/snapshot.js",
      DEFAULT_SETTINGS: "workspace/settings.js",
      createView: "analysis/scope-view.js",
      flowBlocks: "engine/flows.js",
    });
    const sizes = GROWTH.map((it) => [it, it * POLICIES_PER_WORKLOAD]);
    if (!given.small) sizes.push([100_000, 20_000]);
    const results = sizes.map((size) => ({
      ...inOwnProcess(module, size),
      ...inOwnProcess(module, size, ["--peak"]),
    }));
    printResults(results);
    printTargets(results);
    await compareWithNpGuard(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inOwnProcess(module, [workloads, policies], more = []) {
  const args = ["--expose-gc", "--max-old-space-size=2048", fileURLToPath(import.meta.url)];
  // One round is enough for what takes a minute.
  const own = workloads > 20_000 ? 1 : rounds;
  args.push("--measure", `${workloads},${policies}`, "--module", module, "--rounds", `${own}`, ...more);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: ROOT });
  if (status !== 0) throw new Error(`${workloads} workloads: ${stderr || `ended with ${status}`}`);
  return JSON.parse(stdout);
}

/** Everything that is told about a cluster. Times in milliseconds, memory in megabytes. */
async function measure(workloads, policies) {
  const { Snapshot, DEFAULT_SETTINGS, createView, flowBlocks } = await import(pathToFileURL(given.module));
  const files = clusterFiles(workloads, policies);
  const puts = files.map(({ path: at, text }) => ({ type: "put", file: { id: at, path: at, text } }));
  const began = stopwatch();
  const snapshot = Snapshot.empty(DEFAULT_SETTINGS).with(puts);
  const [scope] = snapshot.scopes;
  const read = began();
  const before = heap();

  const buildOnce = () => {
    const view = createView(scope, DEFAULT_SETTINGS);
    return { view, engine: view.engine };
  };
  const builds = times(rounds, buildOnce);
  const { view, engine } = buildOnce();
  const subjects = oneOfEachClass(engine);
  const asked = Array.from({ length: rounds }, () => {
    const own = buildOnce().engine;
    return subjects.map((pod) => least(timed(() => answer(own, pod))));
  }).flat();

  const { everything, index } = engine.universe;
  let blocks = 0;
  const blockTimes = times(rounds, () => {
    blocks = 0;
    for (const _ of flowBlocks(buildOnce().engine, everything, index.all)) blocks++;
  });
  let rows = 0;
  const rowTimes = times(rounds, () => {
    rows = 0;
    for (const _ of buildOnce().view.flows()) rows++;
  });
  for (const _ of view.flows());
  const memory = heap() - before;
  const edits = editTimes({ snapshot, files, createView, settings: DEFAULT_SETTINGS, view });
  return {
    ...{ workloads, policies: scope.policies.length, classes: subjects.length, blocks, rows, read },
    build: median(builds),
    subject: { p50: quantile(asked, 0.5), p99: quantile(asked, 0.99) },
    blockTime: median(blockTimes),
    rowTime: median(rowTimes),
    ...{ edits, memory },
  };
}

/** The most memory, in megabytes, that it takes to read a cluster and to list all that passes, each done once. */
async function peak(workloads, policies) {
  const { Snapshot, DEFAULT_SETTINGS, createView } = await import(pathToFileURL(given.module));
  const puts = clusterFiles(workloads, policies).map(({ path: at, text }) => ({
    type: "put",
    file: { id: at, path: at, text },
  }));
  const [scope] = Snapshot.empty(DEFAULT_SETTINGS).with(puts).scopes;
  let rows = 0;
  for (const _ of createView(scope, DEFAULT_SETTINGS).flows()) rows++;
  return { rows, peak: process.resourceUsage().maxRSS / 1024 };
}

/** The answer for one subject: in both directions, what every end of the cluster gets. */
function answer(engine, pod) {
  return [engine.profile(pod, "egress").regions(), engine.profile(pod, "ingress").regions()];
}

/** A pod of each group for which the same rules hold in both directions: no two of them share all they need. */
function oneOfEachClass(engine) {
  const seen = new Map();
  const numbers = new Map();
  const numberOf = (profile) => {
    if (!numbers.has(profile)) numbers.set(profile, numbers.size);
    return numbers.get(profile);
  };
  engine.universe.index.all.each((pod) => {
    const key = `${numberOf(engine.profile(pod, "egress"))} ${numberOf(engine.profile(pod, "ingress"))}`;
    if (!seen.has(key)) seen.set(key, pod);
  });
  return [...seen.values()];
}

/** One policy after another is edited, in a cluster that has been answered before. */
function editTimes({ snapshot, files, createView, settings, view }) {
  const policies = files.filter((it) => it.path.includes("/app-"));
  const step = Math.max(1, Math.floor(policies.length / EDITS));
  const taken = { read: [], answered: [] };
  let [state, known] = [snapshot, view];
  for (let at = 0; at < policies.length; at += step) {
    const { path: id, text } = policies[at];
    const file = { id, path: id, text: changedPolicy(text, 10_000 + at) };
    let scope;
    const reading = timed(() => {
      state = state.with([{ type: "put", file }]);
      [scope] = state.scopes;
    });
    const name = id.replace(/^.*\/|\.yaml$/g, "");
    const changed = scope.policies.find((it) => it.object.meta.name?.value === name);
    let subjects = [];
    const compiling = timed(() => {
      known = createView(scope, settings, known);
      subjects = known.selectedBy(changed);
    });
    const { engine } = known;
    const pods = subjects.map((it) => engine.universe.points.findIndex((point) => point.workload === it));
    const answering = timed(() => {
      for (const pod of pods) answer(engine, pod);
    });
    taken.read.push(reading);
    taken.answered.push({ wall: compiling.wall + answering.wall, cpu: compiling.cpu + answering.cpu });
  }
  return {
    read: median(taken.read),
    answered: median(taken.answered),
    worst: quantile(taken.answered.map(least), 0.99),
  };
}

/** Wall time has the work of others in it, processor time that of the runtime's own helpers: neither is ours. */
function least({ wall, cpu }) {
  return Math.min(wall, cpu);
}

function stopwatch() {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { wall: performance.now() - wall, cpu: (user + system) / 1000 };
  };
}

function timed(work) {
  const taken = stopwatch();
  work();
  return taken();
}

/** After one round of warming up. */
function times(count, work) {
  if (count > 1) work();
  return Array.from({ length: count }, () => timed(work));
}

function median(list) {
  return {
    wall: quantile(
      list.map((it) => it.wall),
      0.5,
    ),
    cpu: quantile(
      list.map((it) => it.cpu),
      0.5,
    ),
  };
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Megabytes in use, garbage apart. */
function heap() {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

function printResults(results) {
  const both = ({ wall, cpu }) => `${number(wall)} (${number(cpu)})`;
  const columns = [
    ["workloads", (it) => it.workloads.toLocaleString("en")],
    ["policies", (it) => it.policies.toLocaleString("en")],
    ["classes", (it) => it.classes.toLocaleString("en")],
    ["read text", (it) => both(it.read)],
    ["build", (it) => both(it.build)],
    ["subject p50 / p99", (it) => `${number(it.subject.p50)} / ${number(it.subject.p99)}`],
    ["flows: blocks", (it) => `${it.blocks.toLocaleString("en")} in ${both(it.blockTime)}`],
    ["flows: rows", (it) => `${it.rows.toLocaleString("en")} in ${both(it.rowTime)}`],
    ["edit: text", (it) => both(it.edits.read)],
    ["edit: subjects, p99", (it) => `${both(it.edits.answered)}, ${number(it.edits.worst)}`],
    ["engine, peak MB", (it) => `${number(it.memory)}, ${number(it.peak)}`],
  ];
  for (const [name, cell] of columns) {
    console.log(`${name.padEnd(20)}${results.map((it) => cell(it).padStart(27)).join("")}`);
  }
}

function printTargets(results) {
  const at = (workloads) => results.find((it) => it.workloads === workloads);
  const middle = at(10_000);
  const large = at(100_000);
  const checks = [
    ["10,000 workloads: build", least(middle.build), 300, "ms"],
    ["one subject p50", middle.subject.p50, 0.3, "ms"],
    ["one subject p99", middle.subject.p99, 10, "ms"],
    ["all flows, as blocks", least(middle.blockTime), 2000, "ms"],
    ["all flows, as rows", least(middle.rowTime), 2000, "ms"],
    ["edit: subjects anew", least(middle.edits.answered), 5, "ms"],
    ...(large === undefined ? [] : [["100,000 pods: peak memory", large.peak, 2048, "MB"]]),
  ];
  console.log("");
  for (const [name, value, most, unit] of checks) {
    console.log(`${value <= most ? "met   " : "MISSED"} ${name}: ${number(value)} of ${most} ${unit}`);
  }
  const [first, last] = [results[0], middle];
  const factor = last.workloads / first.workloads;
  const growth = (of) => `${number(of(last) / of(first))}×`;
  console.log(
    `Growth at ${factor}× the size: build ${growth((it) => it.build.cpu)}, blocks ${growth((it) => it.blockTime.cpu)}, ` +
      `rows ${growth((it) => it.rowTime.cpu)} (there are ${growth((it) => it.rows)} of them), memory ${growth((it) => it.memory)}`,
  );
}

async function compareWithNpGuard(folder) {
  if (!existsSync(WORLD_SCRIPT) || spawnSync("python3", ["--version"]).status !== 0) {
    console.log(
      "\nWithout python3 and ../shared/bench/perf_world.py there is nothing to compare np-guard's figures with.",
    );
    return;
  }
  // As deep below the root as it must be to find its pages and version.
  const bundle = path.join(ROOT, "server/out/bench/netpol.cjs");
  await bundleServer(bundle);
  console.log(
    "\nThe whole command, files read and list printed (seconds); np-guard's figures were taken on a like machine",
  );
  for (const { deployments, policies, seconds } of NP_GUARD) {
    const world = path.join(folder, `${deployments}`);
    run("python3", [WORLD_SCRIPT, world, `${deployments}`, `${policies}`]);
    let lines = 0;
    const taken = times(Math.min(3, rounds), () => {
      lines = run(process.execPath, [bundle, "flows", world, "--format", "csv"]).split("\n").length - 2;
    });
    const ours = (median(taken).wall / 1000).toFixed(2);
    console.log(
      `${deployments} Deployments, ${policies} policies: netpol ${ours} (${lines} rows), np-guard list ${seconds}`,
    );
  }
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

function number(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value >= 10 ? 1 : 2);
}
