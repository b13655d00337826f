/** A folder on the disk of this machine, by way of Node: what is in it, and where its links lead. */

import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import * as path from "node:path";
import { decodeText } from "../files/decode-text.js";
import type { Entry, Folder, IgnoreFileAbove, Refusal, Target } from "../files/folder.js";
import { MAX_BYTES, NOT_TEXT, TOO_LARGE } from "../files/read-file.js";
import { reasonOf } from "../files/reason-of.js";

/** Git compares names without regard to case where the file system does. */
const IGNORE_CASE = process.platform === "win32" || process.platform === "darwin";

export class NodeFolder implements Folder {
  readonly ignoresCase = IGNORE_CASE;
  readonly #root: string;
  #real: string | undefined;
  #repository: string | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  entries(relative: string): readonly Entry[] | Refusal {
    try {
      return readdirSync(this.#at(relative), { withFileTypes: true }).map((it) => ({
        name: it.name,
        kind: kindOf(it),
      }));
    } catch (error) {
      return { refused: reasonOf(error) };
    }
  }

  text(relative: string): { readonly text: string } | Refusal {
    return readText(this.#at(relative));
  }

  exists(relative: string): boolean {
    return existsSync(this.#at(relative));
  }

  hasFile(relative: string): boolean {
    const target = realPathOf(this.#at(relative));
    if (target === undefined || !isWithin(target, this.#realRoot)) return false;
    return statSync(target, { throwIfNoEntry: false })?.isFile() === true;
  }

  follow(link: string): Target {
    const target = realPathOf(this.#at(link));
    if (target === undefined) return { where: "nowhere" };
    const root = this.#realRoot;
    if (isWithin(target, root)) return { where: "inside", at: withSlashes(path.relative(root, target)) };
    if (isWithin(root, target)) return { where: "above" };
    const stats = statSync(target, { throwIfNoEntry: false });
    const kind = stats === undefined ? undefined : stats.isDirectory() ? "folder" : "file";
    return { where: isWithin(target, this.#boundary) ? "beside" : "outside", at: target, kind };
  }

  leadsOut(relative: string): boolean {
    const target = realPathOf(this.#at(relative));
    if (target === undefined || realPathOf(this.#root) === undefined) return false;
    return !isWithin(target, this.#boundary);
  }

  ignoreFilesAbove(relative: string): readonly IgnoreFileAbove[] {
    const root = this.#realRoot;
    const found: IgnoreFileAbove[] = [];
    let folder = path.join(root, relative);
    while (!existsSync(path.join(folder, ".git"))) {
      const parent = path.dirname(folder);
      if (parent === folder) return [];
      folder = parent;
      const result = readText(path.join(folder, ".gitignore"));
      if (!("text" in result)) continue;
      const below = isWithin(folder, root);
      found.unshift({
        text: result.text,
        above: below ? "" : withSlash(path.relative(folder, root)),
        folder: below ? withSlash(path.relative(root, folder)) : "",
      });
    }
    return found;
  }

  #at(relative: string): string {
    return path.join(this.#root, relative);
  }

  get #realRoot(): string {
    this.#real ??= realPathOf(this.#root) ?? path.resolve(this.#root);
    return this.#real;
  }

  /** The repository that the folder is in, or the folder: links that lead out of it are not followed. */
  get #boundary(): string {
    this.#repository ??= repositoryAround(this.#realRoot) ?? this.#realRoot;
    return this.#repository;
  }
}

/**
 * The text of a file, without a byte order mark. A sentence, and never an exception, for one that is gone, may not be read, is no
 * regular file, is too large, or holds no text.
 */
function readText(file: string): { readonly text: string } | Refusal {
  try {
    const stats = statSync(file);
    // Opening a pipe would wait for a writer for ever.
    if (!stats.isFile()) return { refused: "File is skipped: it is not a regular file" };
    if (stats.size > MAX_BYTES) return { refused: TOO_LARGE };
    const text = decodeText(readFileSync(file));
    return text === undefined ? { refused: NOT_TEXT } : { text };
  } catch (error) {
    return { refused: `File cannot be read: ${reasonOf(error)}` };
  }
}

function kindOf(entry: Dirent): Entry["kind"] {
  return entry.isSymbolicLink() ? "link" : entry.isDirectory() ? "folder" : "file";
}

/** The nearest folder above that is a Git repository; the folder itself counts. */
function repositoryAround(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, ".git"))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Undefined for a path that leads nowhere. */
function realPathOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    // Nothing at the other end, a ring of links, or a folder on the way that may not be entered: it leads nowhere.
    return undefined;
  }
}

/** True for a path in a folder, and for the folder itself. */
function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === "" || (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function withSlashes(relative: string): string {
  return relative.split(path.sep).join("/");
}

function withSlash(relative: string): string {
  return relative === "" ? "" : `${withSlashes(relative)}/`;
}
