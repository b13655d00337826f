/** Reads one file of a workspace as text, or says why it cannot be one. */

import { isManifestPath } from "../workspace/file-state.js";
import type { ReadFile } from "../workspace/disk.js";
import type { Notice } from "../workspace/inputs.js";
import type { Folder } from "./folder.js";

/** Larger files are no manifests: bundles of custom resource definitions, the longest that people apply, stay far below. */
export const MAX_BYTES = 32 * 1024 * 1024;

export const TOO_LARGE = `File is skipped: it is larger than ${MAX_BYTES / 1024 / 1024} MiB`;
export const NOT_TEXT = "File is skipped: it is not a text file";

export type ReadResult = { readonly text: string } | { readonly notice: Notice };

/** The text of a file, or a notice that says why there is none. */
export function readInputFile(folder: Folder, path: string): ReadResult {
  const result = folder.text(path);
  if (result !== undefined && "text" in result) return result;
  return { notice: { file: path, message: result?.refused ?? "File cannot be read: it is not there yet" } };
}

/**
 * As `readInputFile`, for a file that was listed: one that is there and cannot be read is `unread`, and no notice where its
 * name is no manifest's.
 */
export function readWorkspaceFile(folder: Folder, path: string): ReadFile {
  return workspaceFile(path, readInputFile(folder, path), () => folder.exists(path));
}

/** What is known of a listed file, by what came of reading it. */
export function workspaceFile(path: string, result: ReadResult, exists: () => boolean): ReadFile {
  const named = isManifestPath(path) ? {} : { named: true };
  if ("text" in result) return { input: { text: result.text, ...named } };
  if (!exists()) return result;
  const input = { text: "", unread: true, ...named };
  return isManifestPath(path) ? { input, ...result } : { input };
}

/** The text of a file that was not listed; undefined where there is none, or where links lead out of the repository. */
export function readUnlisted(folder: Folder, path: string): string | undefined {
  if (!folder.exists(path) || folder.leadsOut(path)) return undefined;
  const result = readInputFile(folder, path);
  return "text" in result ? result.text : undefined;
}
