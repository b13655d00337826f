/** What is kept of builds from one state of the workspace to the next: a folder's outcome, for as long as what it read is the same. */

import type { Accumulated } from "./accumulator.js";
import type { Build, FileTree, TreeFile } from "./build-result.js";
import type { StepMemory } from "./kept-step.js";
import { chartKey, type ChartOutcome, type ChartRequest } from "./charts.js";

/** What was asked of the files, and what they answered. */
export interface Reads {
  readonly files: Map<string, TreeFile | "unread" | undefined>;
  readonly folders: Map<string, boolean>;
  readonly names: Map<string, string>;
  /** Where paths lead. */
  readonly links: Map<string, string>;
  /** By their keys. */
  readonly charts: Map<string, { readonly request: ChartRequest; readonly outcome: ChartOutcome | undefined }>;
  /** What steps of it have asked. */
  readonly within: Reads[];
}

interface Kept<T> {
  readonly reads: Reads;
  readonly value: T;
  /** The last tree for which the answers were compared. */
  checked: FileTree;
}

interface LastBuild {
  readonly gathered: Accumulated;
  readonly build: Build;
  readonly steps: StepMemory;
}

/** What is told apart: folders by their path, builds with edits or without a file by the object that says so. */
export type BuildKey = string | object;

export class BuildCache {
  readonly #folders = new Map<BuildKey, Kept<Accumulated>>();
  /** The last build of each, for what of it still holds. */
  readonly #builds = new Map<BuildKey, LastBuild>();

  folder(key: BuildKey, tree: FileTree): Kept<Accumulated> | undefined {
    const kept = this.#folders.get(key);
    if (kept === undefined) return undefined;
    if (kept.checked === tree) return kept;
    if (!holds(kept.reads, tree, kept.checked)) return undefined;
    kept.checked = tree;
    return kept;
  }

  /** Of the last build of a folder. */
  steps(key: BuildKey): StepMemory | undefined {
    return this.#folders.get(key)?.value.steps;
  }

  keepFolder(key: BuildKey, tree: FileTree, reads: Reads, value: Accumulated): void {
    this.#folders.set(key, { reads, value, checked: tree });
  }

  build(key: BuildKey): LastBuild | undefined {
    return this.#builds.get(key);
  }

  keepBuild(key: BuildKey, last: LastBuild): void {
    this.#builds.set(key, last);
  }

  /** Lets go of all but these builds, and of folders that none of them includes. */
  keepOnly(keys: ReadonlySet<BuildKey>): void {
    const folders = new Set<BuildKey>(keys);
    for (const [key, { build }] of this.#builds) {
      if (!keys.has(key)) this.#builds.delete(key);
      else for (const it of build.folders) folders.add(it);
    }
    for (const key of this.#folders.keys()) if (!folders.has(key)) this.#folders.delete(key);
  }

  /** A cache that begins with what this one knows, and leaves it alone. */
  copy(): BuildCache {
    const copy = new BuildCache();
    for (const [key, kept] of this.#folders) copy.#folders.set(key, { ...kept });
    for (const [key, kept] of this.#builds) copy.#builds.set(key, kept);
    return copy;
  }
}

/** @param before For which they held. */
function holds(reads: Reads, tree: FileTree, before: FileTree): boolean {
  const changed = tree.changedSince?.(before);
  const all = new Set([reads]);
  for (const it of all) {
    if (!holdsItself(it, tree, changed)) return false;
    for (const inner of it.within) all.add(inner);
  }
  return true;
}

function holdsItself(
  { files, folders, names, links, charts }: Reads,
  tree: FileTree,
  changed: ReadonlySet<string> | undefined,
): boolean {
  for (const path of changed ?? files.keys()) {
    if (files.has(path) && !sameFile(files.get(path), tree.file(path))) return false;
  }
  if (changed === undefined) {
    for (const [path, is] of folders) if (tree.isFolder(path) !== is) return false;
    for (const [path, list] of names) if (namesIn(path, tree) !== list) return false;
    for (const [path, to] of links) if ((tree.real?.(path) ?? path) !== to) return false;
  }
  for (const { request, outcome } of charts.values()) if (tree.chart(request) !== outcome) return false;
  return true;
}

function sameFile(a: TreeFile | "unread" | undefined, b: TreeFile | "unread" | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === "unread" || b === "unread") return false;
  // What is no YAML, and data whose text counts, has the text alone to be told by.
  if (a.documents.length === 0 || b.documents.length === 0) return a.text === b.text;
  return a.documents.length === b.documents.length && a.documents.every((it, at) => it === b.documents[at]);
}

function namesIn(folder: string, tree: FileTree): string {
  return [...tree.names(folder)].sort().join("/");
}

/** A tree that notes what is asked of it, by the step that asks. */
export class RecordingTree implements FileTree {
  readonly #tree: FileTree;
  readonly #open: Reads[] = [];

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  file(path: string): TreeFile | "unread" | undefined {
    const file = this.#tree.file(path);
    this.#open.at(-1)?.files.set(path, file);
    return file;
  }

  isFolder(path: string): boolean {
    const is = this.#tree.isFolder(path);
    this.#open.at(-1)?.folders.set(path, is);
    return is;
  }

  real(path: string): string {
    const to = this.#tree.real?.(path) ?? path;
    this.#open.at(-1)?.links.set(path, to);
    return to;
  }

  names(folder: string): readonly string[] {
    this.#open.at(-1)?.names.set(folder, namesIn(folder, this.#tree));
    return this.#tree.names(folder);
  }

  chart(request: ChartRequest): ChartOutcome | undefined {
    const outcome = this.#tree.chart(request);
    this.#open.at(-1)?.charts.set(chartKey(request), { request, outcome });
    return outcome;
  }

  /** What a step asks. The step round it has asked that too. */
  recorded<T>(step: () => T): { readonly value: T; readonly reads: Reads } {
    const reads: Reads = {
      files: new Map(),
      folders: new Map(),
      names: new Map(),
      links: new Map(),
      charts: new Map(),
      within: [],
    };
    this.#open.push(reads);
    try {
      return { value: step(), reads };
    } finally {
      this.#open.pop();
      this.note(reads);
    }
  }

  note(reads: Reads): void {
    this.#open.at(-1)?.within.push(reads);
  }
}
