/** The state of each file in the plan: built, left out on purpose, or not part of it (GO-32). */

import type { Plan } from "./plan.js";
import { folderOf } from "./paths.js";

/**
 * `built`: its objects are applied to some cluster, or it is used to build them. `left-out`: it is in a folder that is built but
 * not included, or only an unused generator or Kustomization names it. `loose`: nothing refers to it, so it is checked on its
 * own.
 */
export type Coverage = "built" | "left-out" | "loose";

export function coverageOf({ clusters, excluded, unused }: Plan): (path: string) => Coverage {
  const built = new Set<string>();
  const folders = new Set<string>([...excluded, ...unused]);
  for (const { builds } of clusters) {
    for (const { folder, folders: included, uses, byHand } of builds) {
      for (const path of uses.keys()) built.add(path);
      // Who applies one folder by hand may apply others below it.
      if (byHand === true) continue;
      for (const it of included) folders.add(it);
      if (folder !== undefined) folders.add(folder);
    }
  }
  // A build of the repository's root leaves out files directly in it, not all other folders.
  const rootIsBuilt = folders.delete("");
  const known = new Map<string, boolean>([["", false]]);
  const isWithin = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const found = folders.has(folder) || isWithin(folderOf(folder));
    known.set(folder, found);
    return found;
  };
  return (path) => {
    if (built.has(path)) return "built";
    const folder = folderOf(path);
    return isWithin(folder) || (rootIsBuilt && folder === "") ? "left-out" : "loose";
  };
}
