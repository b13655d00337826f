/** Lists the files of a workspace that may hold manifests: walks the folder and leaves out what is ignored. */

import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import ignore, { type Ignore } from "ignore";
import { globMatcher } from "../workspace/globs.js";
import type { Listing, UnreadFile } from "../workspace/disk.js";
import type { Notice } from "../workspace/inputs.js";
import { isWithin, realPathOf, repositoryAround } from "./links.js";
import { MadeFiles } from "./made-files.js";
import { namedFiles } from "./named-files.js";
import { readText } from "./read-file.js";
import { reasonOf } from "./reason-of.js";

/** `Kustomization` is one of the three names under which kustomize looks for its file. */
export const WANTED = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i;
const PRUNED: ReadonlySet<string> = new Set([".git", "node_modules"]);
/** Git compares names without regard to case where the file system does. */
const IGNORE_CASE = process.platform === "win32" || process.platform === "darwin";

/**
 * All `*.yaml`, `*.yml` and `*.json` under `root`, hidden ones included, and files of other names that kustomizations name, minus `.git`, `node_modules`, what `.gitignore`
 * files name (those above, up to the repository's top, count too) and what the `exclude` globs match, themselves or by
 * a folder above. A link that leads out of `root` but not out of its repository is followed, every real folder once; one that stays inside is only
 * noted, because its target is listed by its own path. Never throws: a root that cannot be read is a notice as well.
 * @param exclude Globs, matched against paths from the root.
 * @param start Folder below the root to list instead of all of it, with forward slashes.
 */
export function listFiles(root: string, exclude: readonly string[], start = ""): Listing {
  return new Walk(root, exclude).run(start);
}

/** One `.gitignore`, and how a path from the root becomes one from that file's folder. */
interface IgnoreFile {
  readonly matcher: Ignore;
  /** Characters to take away in front: the folder's path below the root, with its slash. */
  readonly skip: number;
  /** Characters to put in front: the way from the folder down to the root, with its slash. */
  readonly above: string;
}

class Walk {
  readonly #root: string;
  readonly #realRoot: string;
  /** The repository that the root is in, or the root: links that lead out of it are not followed. */
  readonly #boundary: string;
  readonly #excluded: (relative: string) => boolean;
  readonly #paths: string[] = [];
  readonly #notices: Notice[] = [];
  readonly #made: MadeFiles;
  /** Links that stay inside the root, with what they lead to, and those that lead out of the repository. */
  readonly #linked: UnreadFile[] = [];
  #hasLinks = false;
  /** Real paths that links led to, so that two links to one target count once and a ring of links ends. */
  readonly #followed = new Set<string>();
  /** The `.gitignore` files that count in each folder that was listed. */
  readonly #ignoreFiles = new Map<string, readonly IgnoreFile[]>();

  constructor(root: string, exclude: readonly string[]) {
    this.#root = root;
    this.#made = new MadeFiles(root);
    this.#realRoot = realPathOf(root) ?? path.resolve(root);
    this.#boundary = repositoryAround(this.#realRoot) ?? this.#realRoot;
    const globs = exclude.map((it) => it.replace(/^\.\//, "").replace(/\/+$/, ""));
    this.#excluded = globMatcher(globs);
  }

  run(start: string): Listing {
    this.#folder(start, ignoreFilesAbove(this.#realRoot, start));
    const named = namedFiles(this.#root, this.#paths, {
      isListed: (it) => WANTED.test(it),
      isIgnored: (it) => this.#isIgnored(it),
      made: this.#made,
    });
    const links = new Set(this.#linked.map((it) => it.path));
    return {
      paths: [...this.#paths, ...named.wanted.filter((it) => !links.has(it))].sort(),
      unread: [...named.unread.filter((it) => !links.has(it.path)), ...this.#linked],
      notices: this.#notices,
      hasLinks: this.#hasLinks,
    };
  }

  #folder(relative: string, inherited: readonly IgnoreFile[]): void {
    let entries: Dirent[];
    try {
      entries = readdirSync(path.join(this.#root, relative), { withFileTypes: true });
    } catch (error) {
      this.#notices.push({
        file: relative === "" ? "." : relative,
        message: `Folder cannot be read: ${reasonOf(error)}`,
      });
      return;
    }
    const prefix = relative === "" ? "" : `${relative}/`;
    const ignoreFiles = entries.some((it) => it.name === ".gitignore" && it.isFile())
      ? this.#withIgnoreFile(prefix, inherited)
      : inherited;
    this.#ignoreFiles.set(relative, ignoreFiles);
    for (const entry of entries) {
      const child = prefix + entry.name;
      if (entry.isSymbolicLink()) this.#link(child, ignoreFiles);
      else if (entry.isDirectory()) this.#visitFolder(child, entry.name, ignoreFiles);
      // A pipe or socket with such a name is listed too: whoever reads it says why not.
      else this.#visitFile(child, ignoreFiles);
    }
  }

  /** For any path, whether it exists or not. */
  #isIgnored(relative: string): boolean {
    let folder = relative;
    let known: readonly IgnoreFile[] | undefined;
    while (folder !== "" && known === undefined) {
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
      known = this.#ignoreFiles.get(folder);
    }
    return known !== undefined && (isIgnored(relative, known) || isIgnored(`${relative}/`, known));
  }

  #visitFolder(relative: string, name: string, ignoreFiles: readonly IgnoreFile[]): void {
    if (PRUNED.has(name) || this.#excluded(relative) || isIgnored(`${relative}/`, ignoreFiles)) return;
    this.#folder(relative, ignoreFiles);
  }

  #visitFile(relative: string, ignoreFiles: readonly IgnoreFile[]): void {
    this.#made.note(relative);
    if (!WANTED.test(relative) || this.#excluded(relative) || isIgnored(relative, ignoreFiles)) return;
    this.#paths.push(relative);
  }

  #link(relative: string, ignoreFiles: readonly IgnoreFile[]): void {
    this.#hasLinks = true;
    const target = realPathOf(path.join(this.#root, relative));
    if (target === undefined) {
      if (WANTED.test(relative)) this.#notices.push({ file: relative, message: "Broken symbolic link" });
      return;
    }
    // Inside the root it is listed by its own path; a folder around the root would lead back here.
    if (isWithin(target, this.#realRoot) && target !== this.#realRoot) {
      const link = path.relative(this.#realRoot, target).split(path.sep).join("/");
      if (!isIgnored(relative, ignoreFiles)) this.#linked.push({ path: relative, link });
    }
    if (isWithin(target, this.#realRoot) || isWithin(this.#realRoot, target) || this.#followed.has(target)) return;
    if (!isWithin(target, this.#boundary)) {
      if (this.#excluded(relative) || isIgnored(relative, ignoreFiles)) return;
      this.#linked.push({ path: relative });
      const message = "Symbolic link is not followed: it leads out of the repository";
      const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
      if (isFolder || WANTED.test(relative)) this.#notices.push({ file: relative, message });
      return;
    }
    this.#followed.add(target);
    const stats = statSync(target, { throwIfNoEntry: false });
    if (stats?.isDirectory()) this.#visitFolder(relative, path.posix.basename(relative), ignoreFiles);
    else if (stats !== undefined) this.#visitFile(relative, ignoreFiles);
  }

  #withIgnoreFile(prefix: string, inherited: readonly IgnoreFile[]): readonly IgnoreFile[] {
    const matcher = readIgnoreFile(path.join(this.#root, prefix, ".gitignore"));
    if (typeof matcher === "string") {
      this.#notices.push({ file: `${prefix}.gitignore`, message: matcher });
      return inherited;
    }
    return [...inherited, { matcher, skip: prefix.length, above: "" }];
  }
}

/** The nearest file that has something to say decides, as in Git. A folder's path ends in a slash. */
function isIgnored(relative: string, ignoreFiles: readonly IgnoreFile[]): boolean {
  for (let index = ignoreFiles.length - 1; index >= 0; index--) {
    const file = ignoreFiles[index];
    if (file === undefined) continue;
    const { ignored, unignored } = file.matcher.test(file.above + relative.slice(file.skip));
    if (ignored || unignored) return ignored;
  }
  return false;
}

/**
 * The `.gitignore` files from the top of the repository down to the folder above `start`, which is a path below `root`.
 * Who names an ignored folder wants to see it: then what stands above does not count.
 */
function ignoreFilesAbove(root: string, start: string): readonly IgnoreFile[] {
  const found: IgnoreFile[] = [];
  let folder = path.join(root, start);
  while (!existsSync(path.join(folder, ".git"))) {
    const parent = path.dirname(folder);
    if (parent === folder) return [];
    folder = parent;
    const matcher = readIgnoreFile(path.join(folder, ".gitignore"));
    if (typeof matcher === "string") continue;
    const skip = isWithin(folder, root) ? withSlash(path.relative(root, folder)).length : 0;
    const above = isWithin(folder, root) ? "" : withSlash(path.relative(folder, root));
    found.unshift({ matcher, skip, above });
  }
  return found.length > 0 && isIgnored(withSlash(start), found) ? [] : found;
}

function withSlash(folder: string): string {
  return folder === "" ? "" : `${folder.split(path.sep).join("/")}/`;
}

/** The rules of a `.gitignore`, or in a sentence why it is not read. */
function readIgnoreFile(file: string): Ignore | string {
  const result = readText(file);
  return "text" in result ? ignore({ ignorecase: IGNORE_CASE }).add(result.text) : result.refused;
}
