/** Lists the files of a workspace that may hold manifests: walks the folder and leaves out what is ignored. */

import ignore, { type Ignore } from "ignore";
import { globMatcher } from "../workspace/globs.js";
import type { Listing, UnreadFile } from "../workspace/disk.js";
import type { Notice } from "../workspace/inputs.js";
import type { Folder } from "./folder.js";
import { MadeFiles } from "./made-files.js";
import { namedFiles } from "./named-files.js";

/** `Kustomization` is one of the three names under which kustomize looks for its file. */
export const WANTED = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i;
const PRUNED: ReadonlySet<string> = new Set([".git", "node_modules"]);

/**
 * All `*.yaml`, `*.yml` and `*.json` in the folder, hidden ones included, and files of other names that kustomizations name, minus `.git`, `node_modules`, what `.gitignore`
 * files name (those above, up to the repository's top, count too) and what the `exclude` globs match, themselves or by
 * a folder above. A link that leads out of the folder but not out of its repository is followed, every real folder once; one that stays inside is only
 * noted, because its target is listed by its own path. Never throws: a folder that cannot be read is a notice as well.
 * What the folder does not know yet is passed over.
 * @param exclude Globs, matched against paths from the folder.
 * @param start Folder below it to list instead of all of it.
 */
export function listFiles(folder: Folder, exclude: readonly string[], start = ""): Listing {
  return new Walk(folder, exclude).run(start);
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
  readonly #root: Folder;
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

  constructor(root: Folder, exclude: readonly string[]) {
    this.#root = root;
    this.#made = new MadeFiles(root);
    const globs = exclude.map((it) => it.replace(/^\.\//, "").replace(/\/+$/, ""));
    this.#excluded = globMatcher(globs);
  }

  run(start: string): Listing {
    this.#folder(start, this.#ignoreFilesAbove(start));
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
    const entries = this.#root.entries(relative);
    if (entries === undefined) return;
    if ("refused" in entries) {
      const file = relative === "" ? "." : relative;
      this.#notices.push({ file, message: `Folder cannot be read: ${entries.refused}` });
      return;
    }
    const prefix = withSlash(relative);
    const hasIgnoreFile = entries.some((it) => it.name === ".gitignore" && it.kind === "file");
    const ignoreFiles = hasIgnoreFile ? this.#withIgnoreFile(prefix, inherited) : inherited;
    if (ignoreFiles === undefined) return;
    this.#ignoreFiles.set(relative, ignoreFiles);
    for (const entry of entries) {
      const child = prefix + entry.name;
      if (entry.kind === "link") this.#link(child, ignoreFiles);
      else if (entry.kind === "folder") this.#visitFolder(child, entry.name, ignoreFiles);
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
    const target = this.#root.follow(relative);
    if (target.where === "nowhere") {
      if (WANTED.test(relative)) this.#notices.push({ file: relative, message: "Broken symbolic link" });
      return;
    }
    // Inside the root it is listed by its own path; a folder around the root would lead back here.
    if (target.where === "inside" && target.at !== "" && !isIgnored(relative, ignoreFiles)) {
      this.#linked.push({ path: relative, link: target.at });
    }
    if (target.where === "inside" || target.where === "above") return;
    if (target.where === "unknown") {
      this.#refuse(relative, "it is not known where it leads", ignoreFiles, WANTED.test(relative));
      return;
    }
    if (this.#followed.has(target.at)) return;
    if (target.where === "outside") {
      const isOfInterest = target.kind === "folder" || WANTED.test(relative);
      this.#refuse(relative, "it leads out of the repository", ignoreFiles, isOfInterest);
      return;
    }
    this.#followed.add(target.at);
    if (target.kind === "folder") this.#visitFolder(relative, baseName(relative), ignoreFiles);
    else if (target.kind === "file") this.#visitFile(relative, ignoreFiles);
  }

  /** Leaves a link alone, and says so where somebody may miss what it leads to. */
  #refuse(link: string, why: string, ignoreFiles: readonly IgnoreFile[], isOfInterest: boolean): void {
    if (this.#excluded(link) || isIgnored(link, ignoreFiles)) return;
    this.#linked.push({ path: link });
    if (isOfInterest) this.#notices.push({ file: link, message: `Symbolic link is not followed: ${why}` });
  }

  /** Undefined while it is not known what stands in it. */
  #withIgnoreFile(prefix: string, inherited: readonly IgnoreFile[]): readonly IgnoreFile[] | undefined {
    const result = this.#root.text(`${prefix}.gitignore`);
    if (result === undefined) return undefined;
    if ("refused" in result) {
      this.#notices.push({ file: `${prefix}.gitignore`, message: result.refused });
      return inherited;
    }
    return [...inherited, { matcher: this.#matcher(result.text), skip: prefix.length, above: "" }];
  }

  /** Who names an ignored folder wants to see it: then what stands above does not count. */
  #ignoreFilesAbove(start: string): readonly IgnoreFile[] {
    const found = this.#root
      .ignoreFilesAbove(start)
      .map(({ text, above, folder }) => ({ matcher: this.#matcher(text), skip: folder.length, above }));
    return found.length > 0 && isIgnored(withSlash(start), found) ? [] : found;
  }

  #matcher(text: string): Ignore {
    return ignore({ ignorecase: this.#root.ignoresCase }).add(text);
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

function withSlash(folder: string): string {
  return folder === "" ? "" : `${folder}/`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
