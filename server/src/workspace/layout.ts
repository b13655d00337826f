/** Which files there are and in which folders, told from their paths alone: the same for as long as none comes or goes. */

import { type Listing, listingOf } from "../gitops/listing.js";
import { chartFolders } from "./chart-templates.js";
import type { FileState } from "./file-state.js";
import type { FileId } from "./inputs.js";

/** As many links on the way are followed as systems do. */
const MOST_LINKS = 40;

export class Layout {
  /** In order of their paths. */
  readonly ids: readonly FileId[];
  readonly idOf: ReadonlyMap<string, FileId>;
  readonly listing: Listing;
  /** Folders, each with its slash, that hold a chart. */
  readonly charts: ReadonlySet<string>;
  /** Symbolic links, and the path that each leads to. */
  readonly #links: ReadonlyMap<string, string>;
  #placeOf: ReadonlyMap<FileId, number> | undefined;
  /** Folder → what is right in it. */
  readonly #names: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(files: Iterable<FileState>) {
    const inputs = [...files].map((it) => it.input).sort((a, b) => (a.path < b.path ? -1 : 1));
    this.ids = inputs.map((it) => it.id);
    this.idOf = new Map(inputs.map((it) => [it.path, it.id]));
    this.#links = new Map(inputs.flatMap(({ path, link }) => (link === undefined ? [] : [[path, link]])));
    const names = new Map<string, Set<string>>([["", new Set()]]);
    for (const path of this.idOf.keys()) enter(names, path);
    this.#names = names;
    this.listing = listingOf({ names: (it) => this.namesIn(it), isFolder: (it) => this.isFolder(it) });
    this.charts = chartFolders(this.idOf.keys());
  }

  /** The files in order of their paths. */
  inOrder(files: ReadonlyMap<FileId, FileState>): readonly FileState[] {
    return this.ids.map((it) => files.get(it)).filter((it) => it !== undefined);
  }

  /** The same from the files in order as they were, when these were read again. */
  inOrderAgain(
    before: readonly FileState[],
    files: ReadonlyMap<FileId, FileState>,
    again: readonly FileId[],
  ): readonly FileState[] {
    this.#placeOf ??= new Map(this.ids.map((it, at) => [it, at]));
    const inOrder = before.slice();
    for (const id of again) {
      const [at, file] = [this.#placeOf.get(id), files.get(id)];
      if (at !== undefined && file !== undefined) inOrder[at] = file;
    }
    return inOrder;
  }

  isFolder(path: string): boolean {
    return this.#names.has(path);
  }

  /** Where a path leads, links followed. A ring of links leads nowhere: its path stays. */
  real(path: string): string {
    let at = path;
    for (let followed = 0; this.#links.size > 0 && followed < MOST_LINKS; followed++) {
      const next = this.#followed(at);
      if (next === undefined) return at;
      at = next;
    }
    return this.#links.size === 0 ? path : at;
  }

  /** With the first link on the way replaced by what it leads to. */
  #followed(path: string): string | undefined {
    for (let slash = path.indexOf("/"); ; slash = path.indexOf("/", slash + 1)) {
      const start = slash < 0 ? path : path.slice(0, slash);
      const link = this.#links.get(start);
      if (link !== undefined) return slash < 0 ? link : `${link}${path.slice(slash)}`.replace(/^\//, "");
      if (slash < 0) return undefined;
    }
  }

  /** Names of files and folders right in a folder. */
  namesIn(folder: string): readonly string[] {
    return [...(this.#names.get(folder) ?? [])];
  }
}

/** Notes a path's name in its folder, and the folder in the one above, up to one that is known. */
function enter(names: Map<string, Set<string>>, path: string): void {
  let rest = path;
  for (;;) {
    const slash = rest.lastIndexOf("/");
    const folder = slash < 0 ? "" : rest.slice(0, slash);
    const known = names.get(folder);
    if (known !== undefined) {
      known.add(rest.slice(slash + 1));
      return;
    }
    names.set(folder, new Set([rest.slice(slash + 1)]));
    rest = folder;
  }
}
