/** Paths in a workspace: from its root, with forward slashes, "" for the root. */

import type { FileTree } from "../kustomize/index.js";

/** `path` seen from `folder`, with `.` and `..` resolved; undefined when it leaves the workspace. A leading slash means nothing. */
export function resolved(folder: string, path: string): string | undefined {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** The path with the workspace's symbolic links followed. */
export function realPath(tree: FileTree, path: string): string {
  return tree.real?.(path) ?? path;
}

export function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** True for the folder itself and all below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
