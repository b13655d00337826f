/** Copies a chart out of the workspace, so that Helm sees it as the editor has it, and nothing round it. */

import { copyFileSync, type Dirent, mkdirSync, readdirSync, realpathSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** What is more than that is no chart that somebody wrote. */
const MOST_FILES = 5_000;
const MOST_BYTES = 100 * 1024 * 1024;

const LEFT_OUT: ReadonlySet<string> = new Set([
  ".git",
  "node_modules",
  // It may ask for schemas from anywhere, and only says which values are refused.
  "values.schema.json",
]);

export interface StagedFile {
  /** Path in the chart, with forward slashes. */
  readonly path: string;
  readonly from: string;
  /** Milliseconds and bytes, to tell whether it has changed. */
  readonly changed: number;
  readonly size: number;
}

/** The files of a chart, or why it cannot be copied, in words. */
export function chartFiles(root: string, folder: string): readonly StagedFile[] | { readonly fault: string } {
  const found: StagedFile[] = [];
  const realRoot = realpathSync(root);
  let bytes = 0;
  let fault: string | undefined;
  const visited = new Set<string>();
  const visit = (below: string): void => {
    const at = path.join(root, folder, below);
    // Links may lead round in a ring.
    const real = realpathSync(at);
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of readdirSync(at, { withFileTypes: true }).sort(byName)) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      const from = path.join(root, folder, name);
      if (fault !== undefined || LEFT_OUT.has(entry.name)) continue;
      if (entry.isSymbolicLink() && !leadsInto(from, realRoot)) {
        fault = `its \`${name}\` is a link to a file outside the workspace`;
        continue;
      }
      const stats = statSync(from);
      if (stats.isDirectory()) visit(name);
      else if (stats.isFile()) {
        found.push({ path: name, from, changed: stats.mtimeMs, size: stats.size });
        bytes += stats.size;
      }
      if (found.length > MOST_FILES || bytes > MOST_BYTES) fault = "it has too many files, or too large ones";
    }
  };
  visit("");
  return fault === undefined ? found : { fault };
}

/** @param textOf What counts in the place of a file's text on disk. */
export function stageChart(
  files: readonly StagedFile[],
  into: string,
  textOf: (path: string) => string | undefined,
): void {
  for (const file of files) {
    const to = path.join(into, file.path);
    mkdirSync(path.dirname(to), { recursive: true });
    const text = textOf(file.path);
    if (text === undefined) copyFileSync(file.from, to);
    else writeFileSync(to, text);
  }
}

function leadsInto(link: string, realRoot: string): boolean {
  try {
    const relative = path.relative(realRoot, realpathSync(link));
    return !(relative.startsWith("..") || path.isAbsolute(relative));
  } catch {
    // It leads nowhere.
    return false;
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
