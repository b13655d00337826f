/** Writes an edited text back to its file, in the bytes that the file was written in. */

import { readFileSync, writeFileSync } from "node:fs";
import { decodeText } from "../files/decode-text.js";
import { reasonOf } from "../files/reason-of.js";

/** A byte order mark; `TextDecoder` takes it away. */
const MARK = "\uFEFF";
const ENCODINGS: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text, "utf8"),
  (text) => Buffer.from(MARK + text, "utf8"),
  (text) => Buffer.from(MARK + text, "utf16le"),
  (text) => Buffer.from(MARK + text, "utf16le").swap16(),
];

/**
 * Replaces the text of a file that was read as `before`. A phrase that says why not, and an untouched file, where the file
 * says something else by now, has bytes that are no text and would be lost, or may not be written.
 */
export function writeEditedFile(file: string, before: string, after: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    if (decodeText(bytes) !== before) return "it has changed since it was read";
    const encode = ENCODINGS.find((it) => it(before).equals(bytes));
    if (encode === undefined) return "some of its bytes are no text";
    writeFileSync(file, encode(after));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** A phrase that says why not, where there is such a file already or it may not be written. */
export function writeNewFile(file: string, text: string): string | undefined {
  try {
    writeFileSync(file, text, { flag: "wx" });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
