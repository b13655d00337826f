// Finds a file with a policy, to have something to show. A library.
// Usage: import { findPolicy } from "./find-policy.mjs"

import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const POLICY = /^kind:\s*["']?\w*NetworkPolicy\b/m;
const LEFT_ALONE = new Set(["node_modules", "vendor"]);
/** Files that are looked into at most, and their size in bytes: nobody waits for this. */
const MOST_FILES = 2000;
const MOST_BYTES = 1_000_000;

/** @returns The path of a YAML file with a policy, those of upper folders first; undefined where none is found soon. */
export function findPolicy(root) {
  let left = MOST_FILES;
  for (let folders = [root]; folders.length > 0; ) {
    const below = [];
    for (const folder of folders) {
      for (const entry of entriesOf(folder)) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory() && !entry.name.startsWith(".") && !LEFT_ALONE.has(entry.name)) below.push(file);
        if (!entry.isFile() || !/\.ya?ml$/i.test(entry.name)) continue;
        if (left-- <= 0) return undefined;
        if (statSync(file).size <= MOST_BYTES && POLICY.test(readFileSync(file, "utf8"))) return file;
      }
    }
    folders = below;
  }
  return undefined;
}

/** Sorted; none of a folder that may not be read. */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error.code === "EACCES" || error.code === "EPERM") return [];
    throw error;
  }
}
