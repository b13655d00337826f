/** Files that kustomizations name and the listing leaves out: data and manifests under other names, and what is ignored. */

import { readFileSync, realpathSync, statSync } from "node:fs";
import * as path from "node:path";
import { isKustomizationPath } from "../kustomize/index.js";

export interface NamedFiles {
  /** To be read, for the builds that name them. */
  readonly wanted: string[];
  /** There, and left alone: a build that names them knows that much and no more. */
  readonly unread: string[];
}

/** Whatever could be a path in a kustomization, quotes and `key=` taken away. */
const WORD = /[^\s"'`,=[\]{}]+/g;

/**
 * @param paths The files that were listed.
 * @param isListed Whether files of this name are listed at all; if so, one that was not is left alone.
 */
export function namedFiles(root: string, paths: readonly string[], isListed: (path: string) => boolean): NamedFiles {
  const known = new Set(paths);
  const found: NamedFiles = { wanted: [], unread: [] };
  for (const kustomization of paths.filter(isKustomizationPath)) {
    for (const word of wordsIn(path.join(root, kustomization))) {
      const named = path.posix.join(path.posix.dirname(kustomization), word);
      if (known.has(named) || named.startsWith("../") || named === "..") continue;
      known.add(named);
      if (isFileWithin(root, named)) (isListed(named) ? found.unread : found.wanted).push(named);
    }
  }
  return { wanted: found.wanted.sort(), unread: found.unread.sort() };
}

/** Of a file that has gone meanwhile there are none. */
function wordsIn(file: string): Set<string> {
  try {
    const words = readFileSync(file, "utf8").match(WORD) ?? [];
    return new Set(words.filter((it) => !it.startsWith("/") && !it.includes("://")));
  } catch {
    // Whoever reads the kustomization says why it cannot be read.
    return new Set();
  }
}

/** Links that lead out of the root are not followed. */
function isFileWithin(root: string, relative: string): boolean {
  const file = path.join(root, relative);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return !path.relative(realpathSync(root), realpathSync(file)).startsWith("..");
}
