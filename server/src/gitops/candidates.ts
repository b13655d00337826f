/** Which files may hold objects of Flux or Argo CD, told from their text. An edit costs a look at what it has changed. */

import { memoize } from "../base/memoize.js";
import type { FileTree, TreeFile } from "../kustomize/index.js";
import type { PlanMemory } from "./plan-memory.js";

interface Known {
  readonly tree: FileTree;
  /** Paths, in order. */
  readonly paths: readonly string[];
}

/** @param files Paths of all files of the tree: the same list for as long as no file comes or goes. */
export function candidatesIn(tree: FileTree, files: readonly string[], memory: PlanMemory): readonly string[] {
  const { paths } = memory.next<Known>(files, "candidates", (before) => {
    const changed = before === undefined ? undefined : tree.changedSince?.(before.tree);
    if (before === undefined || changed === undefined)
      return { tree, paths: files.filter((it) => mayHoldAny(tree, it)) };
    const known = new Set(before.paths);
    const isSame = [...changed].every((it) => known.has(it) === mayHoldAny(tree, it));
    if (isSame) return { tree, paths: before.paths };
    return { tree, paths: files.filter((it) => (changed.has(it) ? mayHoldAny(tree, it) : known.has(it))) };
  });
  return paths;
}

const ANY = /\b(?:kustomize|source)\.toolkit\.fluxcd\.io\/|\bfluxcd\.controlplane\.io\/|\bargoproj\.io\//;

/** Computed once for each file. */
const namesAny = memoize(({ text }: TreeFile): boolean => ANY.test(text));

/** Most files name neither product and are not read further. */
function mayHoldAny(tree: FileTree, path: string): boolean {
  const file = tree.file(path);
  return file !== undefined && file !== "unread" && namesAny(file);
}
