/** The files of a workspace as kustomize's builds read them. */

import { memoize } from "../base/memoize.js";
import type { ChartOutcome, ChartRequest, FileTree, TreeFile } from "../kustomize/index.js";
import type { Charts } from "./charts.js";
import type { FileState } from "./file-state.js";

const asTreeFile = memoize(
  ({ input, yaml }: FileState): TreeFile => ({
    path: input.path,
    text: input.text,
    documents: yaml.documents.map((it) => it.parsed ?? it.later.get()),
  }),
);

export class WorkspaceTree implements FileTree {
  readonly #files: ReadonlyMap<string, FileState>;
  readonly #charts: Charts;
  /** Folder → what is right in it. */
  readonly #names = new Map<string, Set<string>>([["", new Set()]]);

  /** @param files By path. */
  constructor(files: ReadonlyMap<string, FileState>, charts: Charts) {
    this.#files = files;
    this.#charts = charts;
    for (const path of files.keys()) this.#enter(path);
  }

  file(path: string): TreeFile | "unread" | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    // What a template will say nobody knows yet.
    return file.input.unread === true || file.template ? "unread" : asTreeFile(file);
  }

  isFolder(path: string): boolean {
    return this.#names.has(path);
  }

  names(folder: string): readonly string[] {
    return [...(this.#names.get(folder) ?? [])];
  }

  chart(request: ChartRequest): ChartOutcome | undefined {
    return this.#charts.ask(request);
  }

  /** Notes a path's name in its folder, and the folder in the one above, up to one that is known. */
  #enter(path: string): void {
    let rest = path;
    for (;;) {
      const slash = rest.lastIndexOf("/");
      const folder = slash < 0 ? "" : rest.slice(0, slash);
      const known = this.#names.get(folder);
      if (known !== undefined) {
        known.add(rest.slice(slash + 1));
        return;
      }
      this.#names.set(folder, new Set([rest.slice(slash + 1)]));
      rest = folder;
    }
  }
}
