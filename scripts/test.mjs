// Installs what the tests need, builds, and runs every check and test, those in a real VS Code included.
// Usage: npm test                     all of it; what CI runs
//        npm run quick                types, layers, generated files, unit and page tests
//
// The last line is `N passed, N failed`. Where no VS Code can be run that counts as a failure, unless NETPOL_SKIP_VSCODE=1.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { installDebianPackages } from "./debian-packages.mjs";
import { build, installPackages, ROOT } from "./set-up.mjs";

const quick = process.argv.includes("--quick");
const VSCODE_TESTS = "test/extension/run.mjs";
const VSCODE_HOST = "test/extension/vscode-host/install.mjs";

/** What a test's output says of itself: mocha's summary. */
const PASSING = /^\s*(\d+) passing\b/gm;
const FAILING = /^\s*(\d+) failing\b/gm;

const sum = { passed: 0, failed: 0 };
const failures = [];

installPackages();
build();
await check("types", "node_modules/typescript/bin/tsc", ["-b"]);
await check("layers", "scripts/check-layers.mjs");
if (!quick) await check("style", "node_modules/@biomejs/biome/bin/biome", ["check", "."]);
await check("generated files", "scripts/gen.mjs", ["--check"]);
await unitTests();
if (!quick) await vscodeTests();

if (failures.length > 0) console.log(`\nFailed: ${failures.join(", ")}`);
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** One check that is right or wrong as a whole. */
async function check(name, script, args = []) {
  console.log(`\n── ${name}`);
  count(name, await node(script, args));
}

async function unitTests() {
  console.log("\n── unit, page and protocol tests");
  const folder = mkdtempSync(path.join(tmpdir(), "netpol-test-"));
  const report = path.join(folder, "report.json");
  const left = quick ? ["--exclude", "test/protocol/**", "--exclude", "test/menagerie.test.ts"] : [];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = await node("node_modules/vitest/vitest.mjs", ["run", ...reporters, ...left]);
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
  installDebianPackages({ chromium: ["chromium", "chromium-browser", "google-chrome"] });
  if ((await node(VSCODE_HOST)) !== 0) {
    console.log("VS Code cannot be installed, so its tests do not run. NETPOL_SKIP_VSCODE=1 leaves them out.");
    count(name, 1);
    return;
  }
  let output = "";
  const status = await node(VSCODE_TESTS, [], (text) => {
    output += text;
  });
  const passed = total(output, PASSING);
  const failed = total(output, FAILING);
  sum.passed += passed;
  sum.failed += failed;
  // A run that ends badly without a failing test did not get far enough; one without any test is no run.
  if ((status !== 0 && failed === 0) || passed + failed === 0) sum.failed++;
  if (status !== 0 || passed + failed === 0) failures.push(name);
}

function count(name, status) {
  if (status === 0) sum.passed++;
  else {
    sum.failed++;
    failures.push(name);
  }
}

function total(output, pattern) {
  return [...output.matchAll(pattern)].reduce((all, [, number]) => all + Number(number), 0);
}

/** Runs a script and shows its output as it comes; resolves to its exit status. */
function node(script, args = [], listen = undefined) {
  return new Promise((resolve) => {
    const stdio = ["ignore", listen === undefined ? "inherit" : "pipe", "inherit"];
    const child = spawn(process.execPath, [path.join(ROOT, script), ...args], { cwd: ROOT, stdio });
    child.stdout?.on("data", (chunk) => {
      process.stdout.write(chunk);
      listen(chunk.toString());
    });
    child.on("error", (error) => {
      console.error(`${script} cannot be started: ${error.message}`);
      resolve(70);
    });
    child.on("close", (status) => resolve(status ?? 70));
  });
}
