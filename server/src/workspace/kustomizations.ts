/** The workspace's kustomizations: which of them are built by themselves, and what they include. */

import { memoize } from "../base/memoize.js";
import {
  type BuildProblem,
  isKustomizationPath,
  type Kustomization,
  kustomizationIn,
  resolvePath,
} from "../kustomize/index.js";
import type { WorkspaceTree } from "./workspace-tree.js";

/** What holds for as long as no kustomization changes, and no file comes or goes. */
interface Known {
  readonly byFolder: ReadonlyMap<string, Kustomization>;
  readonly unreadable: readonly BuildProblem[];
  roots?: readonly Kustomization[];
  /** By folder. */
  readonly resourceFiles: Map<string, ReadonlySet<string>>;
}

export class Kustomizations {
  readonly #tree: WorkspaceTree;
  readonly #known: Known;

  private constructor(tree: WorkspaceTree, known: Known) {
    this.#tree = tree;
    this.#known = known;
  }

  /** @param before Of an earlier state, for what of it still holds. */
  static of(tree: WorkspaceTree, before: Kustomizations | undefined): Kustomizations {
    const changed = before === undefined ? undefined : tree.changedSince(before.#tree);
    const isSame = changed !== undefined && ![...changed].some(isKustomizationPath);
    return new Kustomizations(tree, before !== undefined && isSame ? before.#known : read(tree));
  }

  /** What is wrong with kustomizations of which nothing can be read. */
  get unreadable(): readonly BuildProblem[] {
    return this.#known.unreadable;
  }

  get folders(): Iterable<string> {
    return this.#known.byFolder.keys();
  }

  /** True for a folder with a kustomization of its own. */
  has(folder: string): boolean {
    return this.#known.byFolder.has(folder);
  }

  /** True for a folder whose kustomization lists resources: what of the folder is not among them is left out. */
  lists(folder: string): boolean {
    return (this.#known.byFolder.get(folder)?.resources.length ?? 0) > 0;
  }

  /**
   * What no other one includes, and no component; of those that include each other in a ring, the first. In order of their
   * folders.
   */
  roots(): readonly Kustomization[] {
    this.#known.roots ??= this.#findRoots();
    return this.#known.roots;
  }

  #findRoots(): Kustomization[] {
    const included = new Set<string>();
    for (const [folder, it] of this.#known.byFolder) {
      for (const child of this.#included(it)) if (child !== folder) included.add(child);
    }
    const all = [...this.#known.byFolder.values()].filter((it) => !it.component);
    const roots = all.filter((it) => !included.has(it.folder));
    const reached = new Set<string>();
    for (const it of this.#known.byFolder.values()) if (!included.has(it.folder)) this.#reach(it, reached);
    for (const it of all) {
      if (reached.has(it.folder)) continue;
      roots.push(it);
      this.#reach(it, reached);
    }
    return roots.sort((a, b) => (a.folder < b.folder ? -1 : 1));
  }

  /** Paths of the manifests that a folder's kustomization includes through its resources; components are left out. */
  resourceFiles(root: string): ReadonlySet<string> {
    const files = this.#known.resourceFiles.get(root) ?? this.#findResourceFiles(root);
    this.#known.resourceFiles.set(root, files);
    return files;
  }

  #findResourceFiles(root: string): ReadonlySet<string> {
    const paths = new Set<string>();
    const visited = new Set<string>();
    const visit = (folder: string): void => {
      const kustomization = this.#known.byFolder.get(folder);
      if (kustomization === undefined || visited.has(folder)) return;
      visited.add(folder);
      for (const path of this.#real(pathsIn(kustomization).resources)) {
        if (this.has(path)) visit(path);
        else if (this.#tree.layout.idOf.has(path)) paths.add(path);
      }
    };
    visit(root);
    return paths;
  }

  /** The folder's kustomization and those that it includes through its resources, whichever depth they are at. */
  reachedFrom(folder: string): readonly Kustomization[] {
    const found = new Map<string, Kustomization>();
    const open = [folder];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const kustomization = this.#known.byFolder.get(at);
      if (kustomization === undefined || found.has(at)) continue;
      found.set(at, kustomization);
      open.push(...this.#real(pathsIn(kustomization).resources));
    }
    return [...found.values()];
  }

  #reach(kustomization: Kustomization, reached: Set<string>): void {
    if (reached.has(kustomization.folder)) return;
    reached.add(kustomization.folder);
    for (const folder of this.#included(kustomization)) {
      const child = this.#known.byFolder.get(folder);
      if (child !== undefined) this.#reach(child, reached);
    }
  }

  #included(kustomization: Kustomization): string[] {
    const { resources, others } = pathsIn(kustomization);
    return this.#real([...resources, ...others]).filter((it) => this.has(it));
  }

  #real(paths: readonly string[]): string[] {
    return paths.map((it) => this.#tree.real(it));
  }
}

function read(tree: WorkspaceTree): Known {
  const byFolder = new Map<string, Kustomization>();
  const unreadable: BuildProblem[] = [];
  // Of two in one folder the first counts.
  for (const path of tree.layout.listing.kustomizations) {
    const file = tree.file(path);
    const found = file === undefined || file === "unread" ? undefined : kustomizationIn(file);
    if (found === undefined) continue;
    if (found.resources === undefined) unreadable.push(...found.problems);
    else if (!byFolder.has(found.folder)) byFolder.set(found.folder, found);
  }
  return { byFolder, unreadable, resourceFiles: new Map() };
}

/** What the entries that may name a folder come to, whether anything is there or not. */
const pathsIn = memoize(({ folder, resources, ...entries }: Kustomization) => {
  const { components, generators, transformers, validators } = entries;
  const resolved = (of: Kustomization["resources"]): string[] =>
    of.flatMap(({ value }) => resolvePath(folder, value) ?? []);
  return {
    resources: resolved(resources),
    others: resolved([...components, ...generators, ...transformers, ...validators]),
  };
});
