/** Reads one file of a workspace as text, or says why it cannot be one. */

import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { isManifestPath } from "../workspace/file-state.js";
import type { ReadFile } from "../workspace/disk.js";
import type { Notice } from "../workspace/inputs.js";
import { decodeText } from "./decode-text.js";
import { reasonOf } from "./reason-of.js";

/** Larger files are no manifests: bundles of custom resource definitions, the longest that people apply, stay far below. */
export const MAX_BYTES = 32 * 1024 * 1024;

export type ReadResult = { readonly text: string } | { readonly notice: Notice };

/**
 * The text of a file, without a byte order mark. A sentence, and never an exception, for one that is gone, may not be read, is no
 * regular file, is too large, or holds no text.
 */
export function readText(file: string): { readonly text: string } | { readonly refused: string } {
  try {
    const stats = statSync(file);
    // Opening a pipe would wait for a writer for ever.
    if (!stats.isFile()) return { refused: "File is skipped: it is not a regular file" };
    if (stats.size > MAX_BYTES) {
      return { refused: `File is skipped: it is larger than ${MAX_BYTES / 1024 / 1024} MiB` };
    }
    const text = decodeText(readFileSync(file));
    return text === undefined ? { refused: "File is skipped: it is not a text file" } : { text };
  } catch (error) {
    return { refused: `File cannot be read: ${reasonOf(error)}` };
  }
}

/** As `readText`, for the file at `relative` below `root`. */
export function readInputFile(root: string, relative: string): ReadResult {
  const result = readText(path.join(root, relative));
  return "text" in result ? result : { notice: { file: relative, message: result.refused } };
}

/**
 * As `readInputFile`, for a file that was listed: one that is there and cannot be read is `unread`, and no notice where its
 * name is no manifest's.
 */
export function readWorkspaceFile(root: string, relative: string): ReadFile {
  const result = readInputFile(root, relative);
  const named = isManifestPath(relative) ? {} : { named: true };
  if ("text" in result) return { input: { text: result.text, ...named } };
  if (!existsSync(path.join(root, relative))) return result;
  const input = { text: "", unread: true, ...named };
  return isManifestPath(relative) ? { input, ...result } : { input };
}
