/** The disk of the machine that the server runs on, by way of Node. */

import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import { URI } from "vscode-uri";
import type { Disk } from "../workspace/disk.js";
import { leadsOut } from "./links.js";
import { listFiles } from "./list-files.js";
import { readInputFile, readWorkspaceFile } from "./read-file.js";

/**
 * Everything is answered at once. Reading is synchronous (measured: seven times less work than through promises), so that a batch
 * is as much as may be read before others have their turn.
 */
export const NODE_DISK: Disk = {
  batch: 25,
  reaches: (folder) => URI.parse(folder).scheme === "file",
  list: (folder, exclude) => listFiles(pathOf(folder), exclude),
  read(folder, paths) {
    const root = pathOf(folder);
    return paths.map((it) => readWorkspaceFile(root, it));
  },
  textOf(folder, relative) {
    const root = pathOf(folder);
    if (!existsSync(path.join(root, relative)) || leadsOut(root, relative)) return undefined;
    const result = readInputFile(root, relative);
    return "text" in result ? result.text : undefined;
  },
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

function isFolder(uri: string): boolean {
  const { scheme } = URI.parse(uri);
  return scheme === "file" && statSync(pathOf(uri), { throwIfNoEntry: false })?.isDirectory() === true;
}
