/** Files that kustomizations name and the listing leaves out: data and manifests under other names, and what is ignored. */

import { realpathSync, statSync } from "node:fs";
import * as path from "node:path";
import { isKustomizationPath } from "../kustomize/index.js";
import { readText } from "./read-file.js";

export interface NamedFiles {
  /** To be read, for the builds that name them. */
  readonly wanted: string[];
  /** There, and left alone: a build that names them knows that much and no more. */
  readonly unread: string[];
}

/** Whatever could be a path in a kustomization, quotes and `key=` removed. */
const WORD = /[^\s"'`,=[\]{}]+/g;
/** The same, but only as a whole list item or `path`: a file that does not exist must not be a word of something else. */
const ENTRY = /(?:^[ \t]*-[ \t]+|\bpath:[ \t]*)["']?(?:[\w.-]+=)?([^\s"'`,=[\]{}]+)["']?[\]}, \t]*(?:#.*)?$/gm;

export interface Ignoring {
  /** Whether files with this name are listed at all; if so, one that was not is left alone. */
  readonly isListed: (path: string) => boolean;
  /** Whether a `.gitignore` file names the path. */
  readonly isIgnored: (path: string) => boolean;
}

/**
 * @param paths The files that were listed.
 * @returns Paths from the root, sorted. A file that Git ignores is `unread` even if it does not exist: it is on another machine, or a
 * program writes it before the build.
 */
export function namedFiles(root: string, paths: readonly string[], { isListed, isIgnored }: Ignoring): NamedFiles {
  const known = new Set(paths);
  const found: NamedFiles = { wanted: [], unread: [] };
  for (const kustomization of paths.filter(isKustomizationPath)) {
    const folder = path.posix.dirname(kustomization);
    const text = textOf(path.join(root, kustomization));
    const fresh = (words: Iterable<string>): string[] =>
      [...new Set(pathsIn(words, folder))].filter((it) => !known.has(it));
    for (const named of fresh(text.match(WORD) ?? [])) {
      if (!isFileWithin(root, named)) continue;
      known.add(named);
      (isListed(named) ? found.unread : found.wanted).push(named);
    }
    for (const named of fresh([...text.matchAll(ENTRY)].map((it) => it[1] ?? ""))) {
      const missing = isIgnored(named) ? named : path.posix.join(named, "kustomization.yaml");
      if (known.has(missing) || !isIgnored(missing)) continue;
      known.add(missing);
      found.unread.push(missing);
    }
  }
  return { wanted: found.wanted.sort(), unread: found.unread.sort() };
}

/** The local paths among these words, from the root. */
function* pathsIn(words: Iterable<string>, folder: string): Iterable<string> {
  for (const word of words) {
    if (word.startsWith("/") || word.includes("://")) continue;
    const named = path.posix.join(folder, word).replace(/\/$/, "");
    if (named !== ".." && named !== "." && !named.startsWith("../")) yield named;
  }
}

/** Empty for a file that cannot be read: whoever reads the kustomization says why. */
function textOf(file: string): string {
  const result = readText(file);
  return "text" in result ? result.text : "";
}

/** Links that lead out of the root are not followed. */
function isFileWithin(root: string, relative: string): boolean {
  const file = path.join(root, relative);
  try {
    return statSync(file).isFile() && !path.relative(realpathSync(root), realpathSync(file)).startsWith("..");
  } catch {
    // It does not exist, or what looks like its folder is a file.
    return false;
  }
}
