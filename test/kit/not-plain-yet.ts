/**
 * Texts that have yet to be written in plain words: codes of rules, files and parts of the program. The list only gets
 * shorter: an entry whose text has no foreign word fails `test/plain-words.test.ts`, and `UPDATE=1` takes it out.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./repository.js";

export const NOT_PLAIN_YET = join(ROOT, "test/not-plain-yet.json");

const entries = new Set(JSON.parse(readFileSync(NOT_PLAIN_YET, "utf8")) as readonly string[]);

export function isNotPlainYet(entry: string): boolean {
  return entries.has(entry);
}

export function notPlainYet(): readonly string[] {
  return [...entries];
}
