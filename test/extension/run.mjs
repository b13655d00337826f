// Runs the tests that need a real VS Code. Usage: node test/extension/run.mjs
//
// VSCODE_TEST=desktop downloads a desktop VS Code and uses that (VSCODE_TEST_VERSION, default stable); otherwise a VS
// Code in a browser is installed from the npm registry, which needs nothing but Linux and Chromium.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { testGrammars } from "./grammars.mjs";
import { testPackage } from "./packaged.mjs";
import { testPlayground } from "./playground.mjs";
import { testWeb } from "./web.mjs";
import { install } from "./vscode-host/install.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const extension = path.resolve(here, "../..");
const workspace = path.join(here, "workspace");
const out = path.join(here, "out");

async function main() {
  if (!["client/dist/extension.js", "server/dist/netpol.cjs"].every((it) => existsSync(path.join(extension, it)))) {
    const built = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: extension, stdio: "inherit" });
    if (built.status !== 0) throw new Error("the build failed");
  }
  await esbuild.build({
    entryPoints: [path.join(here, "suite/index.ts")],
    outfile: path.join(out, "suite.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
  const suite = path.join(out, "suite.cjs");
  return process.env.VSCODE_TEST === "desktop" ? runOnDesktop(suite) : runInBrowser(suite);
}

async function runInBrowser(suite) {
  install();
  const { runInCodeServer } = await import("./runner/run-in-code-server.mjs");
  const inHost = await runInCodeServer({ extension, suite, workspace, artifacts: path.join(out, "run") });
  const artifacts = path.join(out, "run");
  const all = [
    inHost,
    await testGrammars(),
    await testPlayground(artifacts),
    await testWeb(artifacts),
    await testPackage(artifacts),
  ];
  const sum = (of) => all.map(of).reduce((a, b) => a + b);
  return { passed: sum((it) => it.passed), failed: sum((it) => it.failed) };
}

async function runOnDesktop(suite) {
  const { runTests } = await import("@vscode/test-electron");
  const { copyOf } = await import("./runner/code-server.mjs");
  const resultsFile = path.join(out, "results.json");
  const { readFileSync, rmSync } = await import("node:fs");
  rmSync(resultsFile, { force: true });
  await runTests({
    version: process.env.VSCODE_TEST_VERSION ?? "stable",
    extensionDevelopmentPath: extension,
    extensionTestsPath: suite,
    extensionTestsEnv: { NETPOL_TEST_RESULTS: resultsFile },
    launchArgs: [copyOf(workspace), "--disable-extensions"],
  }).catch((error) => console.log(error.message));
  const results = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, "utf8")) : [];
  for (const { title, failure } of results)
    console.log(failure === undefined ? `  ok      ${title}` : `  FAILED  ${title}\n${failure}`);
  const failed = results.filter((it) => it.failure !== undefined).length;
  return { passed: results.length - failed, failed: results.length === 0 ? 1 : failed };
}

const { passed, failed } = await main();
console.log(`  ${passed} passing\n  ${failed} failing`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
