/** The kustomization of a folder as it is written: whether there is one, and its root. */

import { type FileTree, KUSTOMIZATION_NAMES, MapValue, readValue, type Value } from "../kustomize/index.js";
import { rootOf } from "../syntax/yaml-document.js";
import { joined } from "./paths.js";

export function hasKustomization(tree: FileTree, folder: string): boolean {
  return KUSTOMIZATION_NAMES.some((it) => tree.file(joined(folder, it)) !== undefined);
}

/** Of several names the first counts. */
export function kustomizationPath(tree: FileTree, folder: string): string | undefined {
  return KUSTOMIZATION_NAMES.map((it) => joined(folder, it)).find((it) => tree.file(it) !== undefined);
}

/** Of several names the first counts; undefined where its file is no map. */
export function kustomizationRoot(tree: FileTree, folder: string): MapValue | undefined {
  for (const name of KUSTOMIZATION_NAMES) {
    const root = contentOf(tree, joined(folder, name));
    if (root !== undefined) return root instanceof MapValue ? root : undefined;
  }
  return undefined;
}

/** What the first document of a file holds, read as configuration. */
export function contentOf(tree: FileTree, path: string): Value | undefined {
  const file = tree.file(path);
  if (file === undefined || file === "unread") return undefined;
  const [document] = file.documents;
  const node = document === undefined ? undefined : rootOf(document);
  return node === undefined ? undefined : readValue(node, "config");
}
