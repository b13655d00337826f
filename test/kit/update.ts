/** Golden texts: compared as they stand, rewritten when the tests run with `UPDATE=1`. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";

/** True when expectations are rewritten instead of compared. Always read the diff afterwards. */
export const UPDATING = process.env.UPDATE === "1";

/** Holds `actual` against the file, which a run with `UPDATE=1` writes. */
export function expectFile(path: string, actual: string): void {
  if (UPDATING) {
    writeIfChanged(path, actual);
    return;
  }
  const expected = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (expected === undefined) throw new Error(`${path} is missing; UPDATE=1 writes it`);
  expect(actual, `${path} differs; UPDATE=1 rewrites it, read the diff`).toBe(expected);
}

export function writeIfChanged(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
