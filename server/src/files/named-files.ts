/** Files that kustomizations name and the listing leaves out: data and manifests under other names, and what is ignored. */

import { folderOf, isKustomizationPath, KUSTOMIZATION_NAMES, resolvePath } from "../kustomize/index.js";
import type { UnreadFile } from "../workspace/disk.js";
import type { Folder } from "./folder.js";
import type { MadeFiles } from "./made-files.js";

export interface NamedFiles {
  /** To be read, for the builds that name them. */
  readonly wanted: string[];
  readonly unread: UnreadFile[];
}

/** Whatever could be a path in a kustomization, quotes and `key=` removed. */
const WORD = /[^\s"'`,=[\]{}]+/g;
/** The same, but only as a whole list item or `path`: a file that does not exist must not be a word of something else. */
const ENTRY = /(?:^[ \t]*-[ \t]+|\bpath:[ \t]*)["']?(?:[\w.-]+=)?([^\s"'`,=[\]{}]+)["']?[\]}, \t]*(?:#.*)?$/gm;
/** What a list in brackets holds, where it is one of paths. */
const LIST =
  /^[ \t]*(?:-[ \t]+)?(?:resources|bases|components|crds|configurations|generators|transformers|validators|patchesStrategicMerge|files|envs):[ \t]*\[([^\]\n]*)\]/gm;

/** A dot in a name, but not at its start. */
const HAS_EXTENSION = /[^/]\.[^./]*$/;

export interface Ignoring {
  /** Whether files with this name are listed at all; if so, one that was not is left alone. */
  readonly isListed: (path: string) => boolean;
  /** Whether a `.gitignore` file names the path. */
  readonly isIgnored: (path: string) => boolean;
  readonly made: MadeFiles;
}

/**
 * @param paths The files that were listed.
 * @returns Paths from the root, sorted. A file that Git ignores, or that a template or script makes, is `unread` even if it does not
 * exist: it is on another machine, or a program writes it before the build.
 */
export function namedFiles(
  root: Folder,
  paths: readonly string[],
  { isListed, isIgnored, made }: Ignoring,
): NamedFiles {
  const known = new Set(paths);
  const found: NamedFiles = { wanted: [], unread: [] };
  for (const kustomization of paths.filter(isKustomizationPath)) {
    const folder = folderOf(kustomization);
    const text = textOf(root, kustomization);
    const fresh = (words: Iterable<string>): string[] =>
      [...new Set(pathsIn(words, folder))].filter((it) => !known.has(it));
    for (const named of fresh(text.match(WORD) ?? [])) {
      if (!root.hasFile(named)) continue;
      known.add(named);
      if (isListed(named)) found.unread.push({ path: named });
      else found.wanted.push(named);
    }
    for (const named of fresh(entriesIn(text))) {
      const missing = missingFile(root, named, { isIgnored, made });
      if (missing === undefined || known.has(missing.path)) continue;
      known.add(missing.path);
      found.unread.push(missing);
    }
  }
  return { wanted: found.wanted.sort(), unread: found.unread.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function* entriesIn(text: string): Iterable<string> {
  for (const [, entry = ""] of text.matchAll(ENTRY)) yield entry;
  for (const [, list = ""] of text.matchAll(LIST)) {
    for (const it of list.split(","))
      yield it
        .trim()
        .replace(/^["']|["']$/g, "")
        .replace(/^[\w.-]+=/, "");
  }
}

/** What is expected of a path at which no file is: the file itself, or a kustomization in the folder. */
function missingFile(
  root: Folder,
  named: string,
  { isIgnored, made }: Pick<Ignoring, "isIgnored" | "made">,
): UnreadFile | undefined {
  const inFolder = `${named}/kustomization.yaml`;
  if (isIgnored(named)) return { path: named };
  if (isIgnored(inFolder)) return { path: inFolder };
  const replacer = made.replacerOf(named);
  if (replacer !== undefined) return { path: named, madeBy: replacer };
  // A name with an extension is a file's, and all others are folders'.
  const missing = HAS_EXTENSION.test(named) ? named : inFolder;
  if (KUSTOMIZATION_NAMES.some((it) => root.hasFile(`${named}/${it}`))) return undefined;
  const madeBy = made.makerOf(missing);
  return madeBy === undefined ? undefined : { path: missing, madeBy };
}

/** The local paths among these words, from the root. */
function* pathsIn(words: Iterable<string>, folder: string): Iterable<string> {
  for (const word of words) {
    if (word === "" || word.startsWith("/") || word.includes("://")) continue;
    const named = resolvePath(folder, word);
    if (named !== undefined && named !== "") yield named;
  }
}

/** Empty for a file that cannot be read: whoever reads the kustomization says why. */
function textOf(root: Folder, file: string): string {
  const result = root.text(file);
  return result !== undefined && "text" in result ? result.text : "";
}
