/** What a client answers that serves files: those of a folder on disk, which it says is elsewhere. */

import { readdirSync, readFileSync } from "node:fs";
import type { ListFoldersResult, ReadFilesResult, Refused } from "../../server/src/lsp/ext.js";

/** @param file Path on disk. */
export function listFolder(file: string): ListFoldersResult[number] {
  try {
    const entries = readdirSync(file, { withFileTypes: true });
    return {
      entries: entries.map((it) => ({
        name: it.name,
        kind: it.isSymbolicLink() ? "link" : it.isDirectory() ? "folder" : "file",
      })),
    };
  } catch (error) {
    return refusal(error);
  }
}

/** @param file Path on disk. */
export function readBytes(file: string): ReadFilesResult[number] {
  try {
    return { base64: readFileSync(file).toString("base64") };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Refused {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR"
    ? { refused: "no such file or folder", isMissing: true }
    : { refused: String(code), isMissing: false };
}
