// Installs what the tests need, builds, and runs every check and test, those in a real VS Code included.
// Usage: npm test                     all of it; what CI runs
//        npm run quick                the same without the slow tests (vitest.config.mjs says which those are) and VS Code
//
// The last line is `N passed, N failed`. Where no VS Code can be run that counts as a failure, unless NETPOL_SKIP_VSCODE=1.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { build, installPackages, ROOT } from "./set-up.mjs";

const quick = process.argv.includes("--quick");
const VSCODE_TESTS = "test/extension/run.mjs";

/** The line in which the tests in VS Code say how they went. */
const RESULT = /^(\d+) passed, (\d+) failed$/m;

const sum = { passed: 0, failed: 0 };
const failures = [];

prepare();
await check("types", "node_modules/typescript/bin/tsc", ["-b"]);
await check("layers", "scripts/check-layers.mjs");
await check("style", "node_modules/@biomejs/biome/bin/biome", ["check", "."]);
await check("generated files", "scripts/gen.mjs", ["--check"]);
await unitTests();
if (!quick) await vscodeTests();

if (failures.length > 0) console.log(`\nFailed: ${failures.join(", ")}`);
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** Nothing can be tested without packages and bundles. */
function prepare() {
  try {
    installPackages();
    build();
  } catch (error) {
    console.error(error.message);
    console.log("\n0 passed, 1 failed");
    process.exit(1);
  }
}

/** One check that is right or wrong as a whole. */
async function check(name, script, args = []) {
  console.log(`\n── ${name}`);
  count(name, await node(script, args));
}

async function unitTests() {
  console.log("\n── unit, page and protocol tests");
  const folder = mkdtempSync(path.join(tmpdir(), "netpol-test-"));
  const report = path.join(folder, "report.json");
  const projects = quick ? ["--project", "fast", "--project", "alone"] : [];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = await node("node_modules/vitest/vitest.mjs", ["run", ...reporters, ...projects]);
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    sum.passed += numPassedTests;
    sum.failed += numFailedTests;
    // A file that does not even load has no tests to fail.
    if (status !== 0 && numFailedTests === 0) sum.failed++;
  } else sum.failed++;
  if (status !== 0) failures.push("unit, page and protocol tests");
  rmSync(folder, { recursive: true });
}

async function vscodeTests() {
  const name = "tests in a real VS Code";
  console.log(`\n── ${name}`);
  if (process.env.NETPOL_SKIP_VSCODE === "1") {
    console.log("Skipped, because NETPOL_SKIP_VSCODE=1 is set.");
    return;
  }
  const { status, output } = await nodeWithOutput(VSCODE_TESTS);
  const [, passed, failed] = RESULT.exec(output)?.map(Number) ?? [];
  if (passed === undefined || passed + failed === 0) {
    console.log("VS Code could not be run, so its tests did not. NETPOL_SKIP_VSCODE=1 leaves them out.");
    count(name, 1);
    return;
  }
  sum.passed += passed;
  sum.failed += failed;
  // A run that ends badly without a failing test did not get far enough.
  if (status !== 0 && failed === 0) sum.failed++;
  if (status !== 0 || failed > 0) failures.push(name);
}

function count(name, status) {
  if (status === 0) sum.passed++;
  else {
    sum.failed++;
    failures.push(name);
  }
}

/** Runs a script and shows its output as it comes; resolves to its exit status. */
function node(script, args = []) {
  return start(script, args, "inherit").ended;
}

/** The same, and keeps the output. The line with the result is not shown: the sum of all follows at the end. */
async function nodeWithOutput(script) {
  const { child, ended } = start(script, [], "pipe");
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (!RESULT.test(line)) console.log(line);
  }
  return { status: await ended, output: lines.join("\n") };
}

function start(script, args, output) {
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ["ignore", output, "inherit"],
  });
  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`${script} cannot be started: ${error.message}`);
      resolve(70);
    });
    child.on("close", (status) => resolve(status ?? 70));
  });
  return { child, ended };
}
