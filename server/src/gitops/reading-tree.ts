/** A repository that notes which files were asked for. */

import type { ChartOutcome, ChartRequest, TreeFile } from "../kustomize/index.js";
import type { RepositoryTree } from "./repository.js";

export class ReadingTree implements RepositoryTree {
  readonly #tree: RepositoryTree;
  /** Paths, of files that are not there too. */
  readonly read = new Set<string>();

  constructor(tree: RepositoryTree) {
    this.#tree = tree;
  }

  file(path: string): TreeFile | "unread" | undefined {
    this.read.add(path);
    return this.#tree.file(path);
  }

  template(path: string): string | undefined {
    this.read.add(path);
    return this.#tree.template(path);
  }

  isFolder(path: string): boolean {
    return this.#tree.isFolder(path);
  }

  real(path: string): string {
    return this.#tree.real?.(path) ?? path;
  }

  names(folder: string): readonly string[] {
    return this.#tree.names(folder);
  }

  chart(request: ChartRequest): ChartOutcome | undefined {
    return this.#tree.chart(request);
  }
}
