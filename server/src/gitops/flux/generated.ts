/** The kustomization that Flux makes for a folder that has none: all manifests below it (GO-2). */

import type { FileTree } from "../../kustomize/index.js";
import { hasKustomization } from "../kustomization-file.js";
import { joined } from "../paths.js";

/** Paths from the folder of the files and of the folders with a kustomization of their own, in the order of a walk. */
export function generatedResources(tree: FileTree, folder: string): string[] {
  const found: string[] = [];
  // What is still to be visited, the next one last: no depth of folders exhausts the stack.
  const open = [""];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const path = joined(folder, at).replace(/\/$/, "");
    if (at !== "" && !tree.isFolder(path)) {
      if (/\.ya?ml$/.test(at)) found.push(at);
    } else if (at !== "" && hasKustomization(tree, path)) found.push(at);
    else for (const name of [...tree.names(path)].sort().reverse()) open.push(joined(at, name));
  }
  return found;
}
