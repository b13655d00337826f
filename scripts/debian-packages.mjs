// Installs Debian packages whose programs are missing, when it may; otherwise says what is missing. A library.
// Usage: import { installDebianPackages } from "./debian-packages.mjs"

import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** @param {Record<string, string[]>} wanted Package → programs, any of which shows that it is there. */
export function installDebianPackages(wanted, log = console.log) {
  const missing = Object.keys(wanted).filter((it) => !wanted[it].some(isOnPath));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !isOnPath("apt-get")) {
    log(
      `Missing: ${missing.join(", ")}. Install with your system's package manager (Debian: apt-get install ${missing.join(" ")}).`,
    );
    return;
  }
  log(`Installing Debian packages: ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", ...missing],
  ]) {
    const { status } = spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) log(`apt-get ${args.join(" ")} failed (${status})`);
  }
}

function isOnPath(program) {
  return (process.env.PATH ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not in this folder; the next one may have it.
      return false;
    }
  });
}
