/** Reads one file as text, or says why not. */

import * as fs from "node:fs";
import * as path from "node:path";
import type { Notice } from "../workspace/inputs.js";
import { reasonOf } from "./list-files.js";

/** Larger files are no manifests that somebody wrote; reading one would stall the editor. */
export const MOST_BYTES = 32 * 1024 * 1024;

export type ReadResult =
  | { readonly text: string; readonly notice?: undefined }
  | { readonly text?: undefined; readonly notice: Notice };

/** @param relative Path from the root with forward slashes; it names the file in the notice. */
export function readInputFile(root: string, relative: string): ReadResult {
  try {
    const bytes = fs.readFileSync(path.join(root, relative));
    if (bytes.length > MOST_BYTES) {
      const size = Math.round(bytes.length / 1024 / 1024);
      return refused(relative, `File is left alone: ${size} MB is more than ${MOST_BYTES / 1024 / 1024} MB`);
    }
    const text = decoded(bytes);
    return text === undefined ? refused(relative, "File is left alone: it is no text") : { text };
  } catch (error) {
    return refused(relative, `File cannot be read: ${reasonOf(error)}`);
  }
}

function refused(file: string, message: string): ReadResult {
  return { notice: { file, message } };
}

/** UTF-8, or UTF-16 with a byte order mark; undefined for binary content. */
function decoded(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString("utf16le");
  return bytes.includes(0) ? undefined : bytes.toString("utf8");
}
