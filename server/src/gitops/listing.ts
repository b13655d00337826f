/** What there is in a tree, told from its paths alone. */

import { type FileTree, isKustomizationPath } from "../kustomize/index.js";
import { joined } from "./paths.js";

export interface Listing {
  /** Paths of all files and of all folders but the root, sorted. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Those of the files that are kustomizations by their names. */
  readonly kustomizations: readonly string[];
}

export function listingOf(tree: Pick<FileTree, "isFolder" | "names">): Listing {
  const files: string[] = [];
  const folders: string[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (folder !== "") folders.push(folder);
    for (const name of tree.names(folder)) {
      const path = joined(folder, name);
      if (tree.isFolder(path)) open.push(path);
      else files.push(path);
    }
  }
  files.sort();
  return { files, folders: folders.sort(), kustomizations: files.filter(isKustomizationPath) };
}
