/**
 * A folder that is somewhere else: as much of it is known as has been told. What is asked for besides is noted, to be told before the
 * question is asked again.
 */

import { folderOf } from "../kustomize/index.js";
import type { Entry, Folder, Refusal, Target } from "./folder.js";

const NOT_THERE = "no such file or folder";

export interface Wanted {
  /** Paths of folders, of which the entries are to be told. */
  readonly folders: readonly string[];
  /** Paths of files, of which the texts are. */
  readonly files: readonly string[];
}

export class KnownFolder implements Folder {
  readonly ignoresCase = false;
  readonly #entries = new Map<string, readonly Entry[] | Refusal>();
  readonly #texts = new Map<string, { readonly text: string } | Refusal>();
  readonly #folders = new Set<string>();
  readonly #files = new Set<string>();

  tellEntries(path: string, entries: readonly Entry[] | Refusal): void {
    this.#entries.set(path, entries);
    this.#folders.delete(path);
  }

  tellText(path: string, text: { readonly text: string } | Refusal): void {
    this.#texts.set(path, text);
    this.#files.delete(path);
  }

  /** What has been asked for and is not known; undefined where nothing is. */
  get wanted(): Wanted | undefined {
    if (this.#folders.size === 0 && this.#files.size === 0) return undefined;
    return { folders: [...this.#folders], files: [...this.#files] };
  }

  entries(path: string): readonly Entry[] | Refusal | undefined {
    const known = this.#entries.get(path);
    if (known !== undefined) return known;
    const kind = this.#kindOf(path);
    if (kind === "folder") this.#folders.add(path);
    return kind === undefined || kind === "folder" ? undefined : { refused: NOT_THERE };
  }

  text(path: string): { readonly text: string } | Refusal | undefined {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const kind = this.#kindOf(path);
    if (kind === "file") this.#files.add(path);
    return kind === undefined || kind === "file" ? undefined : { refused: `File cannot be read: ${NOT_THERE}` };
  }

  exists(path: string): boolean {
    const kind = this.#kindOf(path);
    return kind !== undefined && kind !== "nothing";
  }

  hasFile(path: string): boolean {
    return this.#kindOf(path) === "file";
  }

  follow(): Target {
    return { where: "unknown" };
  }

  leadsOut(): boolean {
    return false;
  }

  ignoreFilesAbove(): readonly [] {
    return [];
  }

  /** Undefined while it is not known. */
  #kindOf(path: string): Entry["kind"] | "nothing" | undefined {
    if (path === "") return "folder";
    const parent = folderOf(path);
    const kind = this.#kindOf(parent);
    if (kind !== "folder") return kind === undefined ? undefined : "nothing";
    const entries = this.#entries.get(parent);
    if (entries === undefined) {
      this.#folders.add(parent);
      return undefined;
    }
    const name = path.slice(path.lastIndexOf("/") + 1);
    return "refused" in entries ? "nothing" : (entries.find((it) => it.name === name)?.kind ?? "nothing");
  }
}
