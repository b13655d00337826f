/** Reads a folder the way netpol does: the same files are left out, the same texts come in. */

import { listFiles } from "../../server/src/files/list-files.js";
import { readInputFile } from "../../server/src/files/read-file.js";
import type { Files } from "./analyse.js";

/** Text by path from the folder. @throws Error when something in it cannot be listed or read. */
export function readFolder(root: string): Files {
  const { paths, notices } = listFiles(root, []);
  const files = new Map<string, string>();
  const unread = [...notices];
  for (const path of paths) {
    const result = readInputFile(root, path);
    if ("text" in result) files.set(path, result.text);
    else unread.push(result.notice);
  }
  if (unread.length > 0) throw new Error(unread.map((it) => `${it.file}: ${it.message}`).join("\n"));
  return files;
}
