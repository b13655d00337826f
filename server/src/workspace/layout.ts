/** Which files there are and in which folders, told from their paths alone: the same for as long as none comes or goes. */

import { type Listing, listingOf } from "../gitops/listing.js";
import { chartFolders } from "./chart-templates.js";
import type { FileState } from "./file-state.js";
import type { FileId } from "./inputs.js";

export class Layout {
  /** In order of their paths. */
  readonly ids: readonly FileId[];
  readonly idOf: ReadonlyMap<string, FileId>;
  readonly listing: Listing;
  /** Folders, each with its slash, that hold a chart. */
  readonly charts: ReadonlySet<string>;
  /** Folder → what is right in it. */
  readonly #names: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(files: Iterable<FileState>) {
    const inputs = [...files].map((it) => it.input).sort((a, b) => (a.path < b.path ? -1 : 1));
    this.ids = inputs.map((it) => it.id);
    this.idOf = new Map(inputs.map((it) => [it.path, it.id]));
    const names = new Map<string, Set<string>>([["", new Set()]]);
    for (const path of this.idOf.keys()) enter(names, path);
    this.#names = names;
    this.listing = listingOf({ names: (it) => this.namesIn(it), isFolder: (it) => this.isFolder(it) });
    this.charts = chartFolders(this.idOf.keys());
  }

  isFolder(path: string): boolean {
    return this.#names.has(path);
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
