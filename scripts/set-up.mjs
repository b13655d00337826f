// Brings packages and bundles up to date. A library for the other scripts; needs nothing but Node and npm.
// Usage: import { installPackages, build } from "./set-up.mjs"

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** npm is a script that only a shell starts on Windows. */
const NPM = { command: "npm", shell: process.platform === "win32" };
const ATTEMPTS = 3;

/** In a folder with a lock file: holds the hash of the lock file that the packages were installed from. */
const STAMP = "node_modules/.netpol-installed";

const SOURCES = ["client/src", "server/src", "scripts/build.mjs", "package-lock.json"];
const OUTPUTS = ["client/dist/extension.js", "server/dist/netpol.cjs"];

/** Installs the packages that the lock file names, unless they are in place. Throws when npm cannot. */
export function installPackages(log = console.log) {
  if (wasInstalledByHand()) writeFileSync(path.join(ROOT, STAMP), lockHash(ROOT));
  else installFrom(ROOT, [], log);
}

/** The same for the lock file of another folder, with more options of `npm ci`. Throws where its packages are somebody else's. */
export function installFrom(folder, options, log = console.log) {
  const stamp = path.join(folder, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash(folder)) return;
  if (lstatSync(path.join(folder, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error(
      `node_modules in ${folder} is a link, and npm ci would empty what it leads to: install there, or remove the link`,
    );
  }
  const args = ["ci", ...options, "--no-audit", "--no-fund", "--loglevel=error"];
  log(`Installing packages (npm ci${folder === ROOT ? "" : ` in ${path.relative(ROOT, folder)}`})`);
  retry(log, () => run(NPM.command, args, { cwd: folder, shell: NPM.shell }));
  writeFileSync(stamp, lockHash(folder));
}

/** npm leaves a copy of the lock behind: where that is the newer one, somebody ran npm after the last change. */
function wasInstalledByHand() {
  const left = path.join(ROOT, "node_modules/.package-lock.json");
  const lock = path.join(ROOT, "package-lock.json");
  return existsSync(left) && !existsSync(path.join(ROOT, STAMP)) && statSync(left).mtimeMs >= statSync(lock).mtimeMs;
}

function lockHash(folder) {
  return createHash("sha256")
    .update(readFileSync(path.join(folder, "package-lock.json")))
    .digest("hex");
}

/** Bundles client and server, unless the bundles are newer than all they are made of. Throws when that fails. */
export function build(log = console.log) {
  const oldest = Math.min(...OUTPUTS.map((it) => modified(path.join(ROOT, it))));
  const newest = Math.max(...SOURCES.map((it) => newestBelow(path.join(ROOT, it))));
  if (oldest > newest) return;
  log("Building (scripts/build.mjs)");
  run(process.execPath, ["scripts/build.mjs"]);
}

/** Runs a program in the repository's root and shows its output. Throws when it fails. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  if (done.error) throw new Error(`${command} cannot be started: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`${[command, ...args].join(" ")} failed (${done.status ?? done.signal})`);
}

function retry(log, step) {
  for (let attempt = 1; ; attempt++) {
    try {
      return step();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      log(`Attempt ${attempt} of ${ATTEMPTS} failed, trying again: ${error.message}`);
    }
  }
}

function newestBelow(file) {
  if (!existsSync(file) || !statSync(file).isDirectory()) return modified(file);
  const entries = readdirSync(file).map((it) => newestBelow(path.join(file, it)));
  return Math.max(modified(file), ...entries);
}

/** Milliseconds since 1970; nought for what does not exist. */
function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}
