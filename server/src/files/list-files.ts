/** Lists the files of a folder that netpol reads: YAML and JSON, without what `.gitignore` and the settings leave out. */

import * as fs from "node:fs";
import * as path from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";
import type { Notice } from "../workspace/inputs.js";

const WANTED = /\.(ya?ml|json)$|(^|\/)Kustomization$/;
/** Never worth a look, whatever `.gitignore` says. */
const PRUNED = new Set([".git", "node_modules"]);

export interface Listing {
  /** Paths from the root with forward slashes, sorted. */
  readonly paths: readonly string[];
  readonly notices: readonly Notice[];
}

/**
 * Lists a folder. Symbolic links are followed, each folder once, so loops end. A folder that cannot be read
 * becomes a notice and the rest is listed.
 * @param exclude Globs of the settings, matched against the path from the root and against each folder.
 */
export function listFiles(root: string, exclude: readonly string[]): Listing {
  const walker = new Walker(root, exclude);
  walker.folder("", [], realPathOf(root) ?? root);
  return { paths: walker.paths.sort(), notices: walker.notices };
}

interface IgnoreFile {
  /** Folder of the `.gitignore`, from the root. */
  readonly folder: string;
  readonly rules: Ignore;
}

class Walker {
  readonly paths: string[] = [];
  readonly notices: Notice[] = [];
  readonly #root: string;
  readonly #excluded: (path: string) => boolean;
  readonly #seen = new Set<string>();

  constructor(root: string, exclude: readonly string[]) {
    this.#root = root;
    this.#excluded = exclude.length === 0 ? () => false : picomatch([...exclude], { dot: true });
  }

  folder(folder: string, inherited: readonly IgnoreFile[], realPath: string): void {
    if (this.#seen.has(realPath)) return;
    this.#seen.add(realPath);
    const absolute = path.join(this.#root, folder);
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(absolute, { withFileTypes: true });
    } catch (error) {
      this.notices.push({ file: folder, message: `Folder cannot be read: ${reasonOf(error)}` });
      return;
    }
    const ignores = entries.some((it) => it.name === ".gitignore")
      ? [...inherited, ...this.#readIgnoreFile(folder)]
      : inherited;
    for (const entry of entries) {
      if (PRUNED.has(entry.name)) continue;
      const own = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink() ? this.#targetKind(own) : entry.isDirectory() ? "folder" : "file";
      if (kind === undefined || this.#leftOut(own, kind, ignores)) continue;
      if (kind === "file") {
        if (WANTED.test(own)) this.paths.push(own);
        continue;
      }
      const target = realPathOf(path.join(this.#root, own));
      if (target !== undefined) this.folder(own, ignores, target);
    }
  }

  #leftOut(own: string, kind: "file" | "folder", ignores: readonly IgnoreFile[]): boolean {
    if (this.#excluded(own) || (kind === "folder" && this.#excluded(`${own}/`))) return true;
    return ignores.some(({ folder, rules }) => {
      const relative = folder === "" ? own : own.slice(folder.length + 1);
      return rules.ignores(kind === "folder" ? `${relative}/` : relative);
    });
  }

  /** A link that leads nowhere is left out with a notice where its name would have been read. */
  #targetKind(own: string): "file" | "folder" | undefined {
    try {
      return fs.statSync(path.join(this.#root, own)).isDirectory() ? "folder" : "file";
    } catch (error) {
      if (WANTED.test(own)) this.notices.push({ file: own, message: `File cannot be read: ${reasonOf(error)}` });
      return undefined;
    }
  }

  #readIgnoreFile(folder: string): IgnoreFile[] {
    try {
      const text = fs.readFileSync(path.join(this.#root, folder, ".gitignore"), "utf8");
      return [{ folder, rules: ignore().add(text) }];
    } catch (error) {
      const file = folder === "" ? ".gitignore" : `${folder}/.gitignore`;
      this.notices.push({ file, message: `File cannot be read: ${reasonOf(error)}` });
      return [];
    }
  }
}

function realPathOf(file: string): string | undefined {
  try {
    return fs.realpathSync(file);
  } catch {
    // A link that leads nowhere: whoever asks has said so already.
    return undefined;
  }
}

/** The system's reason in words a user can act on. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case "ENOENT":
      return "it does not exist";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
      return "too many symbolic links";
    case "EISDIR":
      return "it is a folder";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
