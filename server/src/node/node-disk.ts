/** The disk of the machine that the server runs on, by way of Node. */

import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import { URI } from "vscode-uri";
import { listFiles } from "../files/list-files.js";
import { readUnlisted, readWorkspaceFile } from "../files/read-file.js";
import type { Disk } from "../workspace/disk.js";
import { NodeFolder } from "./node-folder.js";

/**
 * Everything is answered at once. Reading is synchronous (measured: seven times less work than through promises), so that a batch
 * is as much as may be read before others have their turn.
 */
export const NODE_DISK: Disk = {
  batch: 25,
  reaches: (folder) => URI.parse(folder).scheme === "file",
  list: (folder, exclude) => listFiles(folderAt(folder), exclude),
  read(folder, paths) {
    const at = folderAt(folder);
    return paths.map((it) => readWorkspaceFile(at, it));
  },
  textOf: (folder, relative) => readUnlisted(folderAt(folder), relative),
  existing(folder, paths) {
    const root = pathOf(folder);
    return new Set(paths.filter((it) => existsSync(path.join(root, it))));
  },
  foldersAmong: (uris) => new Set(uris.filter(isFolder)),
};

/** The file system's path of a `file:` URI. */
export function pathOf(uri: string): string {
  return URI.parse(uri).fsPath;
}

function folderAt(uri: string): NodeFolder {
  return new NodeFolder(pathOf(uri));
}

function isFolder(uri: string): boolean {
  const { scheme } = URI.parse(uri);
  return scheme === "file" && statSync(pathOf(uri), { throwIfNoEntry: false })?.isDirectory() === true;
}
