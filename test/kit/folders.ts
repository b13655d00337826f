/** Reads a folder the way netpol does: the same files are left out, the same texts come in. */

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listFiles } from "../../server/src/files/list-files.js";
import { readInputFile } from "../../server/src/files/read-file.js";
import { NodeFolder } from "../../server/src/node/node-folder.js";
import type { Files } from "./analyse.js";

/** Text by path from the folder. @throws Error when something in it cannot be listed or read. */
export function readFolder(root: string): Files {
  const folder = new NodeFolder(root);
  const { paths, notices } = listFiles(folder, []);
  const files = new Map<string, string>();
  const unread = [...notices];
  for (const path of paths) {
    const result = readInputFile(folder, path);
    if ("text" in result) files.set(path, result.text);
    else unread.push(result.notice);
  }
  if (unread.length > 0) throw new Error(unread.map((it) => `${it.file}: ${it.message}`).join("\n"));
  return files;
}

/** Writes files below a folder, by their paths in it. */
export function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Folders that hold cases, each a workspace of its own. */
const CASES: readonly string[] = ["pitfalls", "reports"];

/** Names of the corpus' folders that are one workspace each; none where there is no corpus. */
export function corpusFolders(corpus: string | undefined): readonly string[] {
  if (corpus === undefined) return [];
  return readdirSync(corpus, { withFileTypes: true })
    .filter((it) => it.isDirectory() && !CASES.includes(it.name))
    .map((it) => it.name)
    .sort();
}
