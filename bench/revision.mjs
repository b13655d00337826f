// Another revision of this repository, built in a folder of its own, to be measured in the same run.
// Usage: import { buildRevision } from "./revision.mjs"

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";

/**
 * @param {string} root Of the repository.
 * @param {string} revision As git names it.
 * @param {string} folder Where there is nothing yet.
 * @returns {() => void} Takes it away again.
 */
export function buildRevision(root, revision, folder) {
  const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  run("git", ["worktree", "add", "--detach", folder, revision], root);
  const lock = (of) => readFileSync(path.join(of, "package-lock.json"), "utf8");
  const installed = path.join(root, "node_modules");
  if (lock(folder) === lock(root) && existsSync(installed)) symlinkSync(installed, path.join(folder, "node_modules"));
  else run("npm", ["ci"], folder);
  run(process.execPath, ["scripts/build.mjs"], folder);
  return () => run("git", ["worktree", "remove", "--force", folder], root);
}
