/** What the plan makes of each file: built, left out on purpose, or not its matter (GO-32). */

import type { Plan } from "./plan.js";
import { folderOf } from "./paths.js";

/**
 * `built`: some cluster gets what it holds, or it helps to build that. `left-out`: it lies where something is built and is not
 * taken in, or a generator or a Kustomization that nobody applies says that it is not in use. `loose`: nobody speaks of it, and
 * it is judged as it lies.
 */
export type Coverage = "built" | "left-out" | "loose";

export function coverageOf({ clusters, excluded, unused }: Plan): (path: string) => Coverage {
  const built = new Set<string>();
  const folders = new Set<string>([...excluded, ...unused]);
  for (const { builds } of clusters) {
    for (const { folder, folders: included, uses } of builds) {
      for (const path of uses.keys()) built.add(path);
      for (const it of included) folders.add(it);
      if (folder !== undefined) folders.add(folder);
    }
  }
  // What is built from the repository's root leaves out what lies in it, not every other folder.
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
