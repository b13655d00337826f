/**
 * Kustomizations that somebody applies to begin a cluster: they list objects of Flux or Argo CD that no other object applies. What they
 * make besides, such as the ConfigMaps with the cluster's variables, is in the same cluster.
 */

import { kustomizationRoot } from "./kustomization-file.js";
import type { Listing } from "./listing.js";
import { folderOf, realPath, resolved } from "./paths.js";
import type { Reach } from "./reach.js";
import { textAt, textsAt } from "./read.js";
import type { RepositoryTree, WrittenObject } from "./repository.js";
import type { ClusterRoots, Root } from "./roots.js";

export interface Beginning {
  /** Folders of kustomizations, in order. */
  readonly folders: readonly string[];
  /** Roots that none of them lists. */
  readonly roots: readonly Root[];
}

/**
 * For each cluster. A kustomization begins none if it lists what some object applies: it is built another way, or only for somebody
 * to look at. A root that several kustomizations list is applied as it is written.
 */
export function beginningsOf(
  clusters: readonly ClusterRoots[],
  { tree, written }: { readonly tree: RepositoryTree; readonly written: readonly WrittenObject[] },
  listing: Listing,
  reach: Reach,
): readonly Beginning[] {
  const sets = new Set(written.map(({ root }) => reach.of(root)));
  const isApplied = (path: string): boolean => [...sets].some((it) => it.has(path));
  const files = new Map<string, ReadonlySet<string>>();
  for (const it of topFolders(tree, listing)) files.set(it, reach.listed(it));
  const clusterOf = new Map<string, number>();
  for (const [at, { roots }] of clusters.entries()) {
    for (const { path, applied } of roots) if (!applied) clusterOf.set(path, at);
  }
  const listedIn = new Map<string, string[]>();
  for (const [folder, listed] of files) {
    for (const path of listed) if (clusterOf.has(path)) put(listedIn, path, folder);
  }
  const chosen = clusters.map(() => new Set<string>());
  for (const [folder, listed] of files) {
    const own = [...listed].filter((it) => clusterOf.has(it));
    const its = new Set(own.map((it) => clusterOf.get(it)));
    const [only] = its;
    if (only === undefined || its.size > 1 || own.some((it) => listedIn.get(it)?.length !== 1)) continue;
    if ([...listed].some(isApplied)) continue;
    chosen[only]?.add(folder);
  }
  return clusters.map(({ roots }, at) => {
    const folders = [...(chosen[at] ?? [])];
    const isListed = (path: string): boolean => folders.some((it) => files.get(it)?.has(path) === true);
    return { folders, roots: roots.filter((it) => it.applied || !isListed(it.path)) };
  });
}

/** Folders with a kustomization that no other one includes, and which is no component. */
function topFolders(tree: RepositoryTree, { kustomizations }: Listing): readonly string[] {
  const included = new Set<string>();
  const found: string[] = [];
  for (const path of kustomizations) {
    const folder = folderOf(path);
    const root = kustomizationRoot(tree, folder);
    if (root === undefined || textAt(root, "kind") === "Component") continue;
    for (const field of ["resources", "bases", "components"]) {
      for (const { value } of textsAt(root, field)) {
        const child = value.includes("://") ? undefined : resolved(folder, value);
        if (child !== undefined && child !== folder) included.add(realPath(tree, child));
      }
    }
    // Hidden folders are archives, examples or tool data.
    if (!/(?:^|\/)\./.test(folder)) found.push(folder);
  }
  return found.filter((it) => !included.has(it));
}

function put(map: Map<string, string[]>, key: string, item: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}
