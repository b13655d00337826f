/** What the words of a finding must be: one short line that can stand alone, plain words, and titles that begin with a verb. */

import { expect } from "vitest";
import { foreignWords } from "./plain-words.js";
import type { Diagnostic } from "../../server/src/ide/index.js";

/** Characters of a message, of each name no more than `NAME`: names are never cut, and other words have to make room. */
const LONGEST = 120;
const NAME = 24;

export function checkWords({ code, message, note, fixes, related }: Diagnostic): void {
  const said = `${code}: ${message}`;
  expect(message, `${said}: a message is one line`).not.toMatch(/[\r\n]/);
  const length = message.replace(/`([^`]*)`/g, (_, name: string) => `-${name.slice(0, NAME)}-`).length;
  expect(length, `${said}: a message has at most ${LONGEST} characters`).toBeLessThanOrEqual(LONGEST);
  expect(message, `${said}: a message ends without a full stop`).not.toMatch(/\.$/);
  expect(message, `${said}: a message begins with a capital, a digit or a name in backticks`).toMatch(/^[A-Z0-9`]/);
  const texts = [...related.map((it) => it.message), ...fixes.map((it) => it.title)];
  expect(message, `${code}: names are never cut: ${message}`).not.toContain("…");
  for (const words of [message, note ?? "", ...texts]) {
    expect((words.match(/`/g) ?? []).length % 2, `${code}: backticks come in pairs: ${words}`).toBe(0);
    // Values of the user's own text stand in backticks and may be any word.
    const own = words.replace(/`[^`]*`/g, "");
    expect(own, `${code}: words say what happens: ${words}`).not.toMatch(/\bshould\b/i);
    expect(own, `${code}: a value is missing from: ${words}`).not.toMatch(/\bundefined\b|\bNaN\b|\[object /);
  }
  for (const words of [message, note ?? "", ...texts]) expect(foreignWords(words), `${code}: ${words}`).toEqual([]);
  for (const { title } of fixes)
    expect(title, `${code}: a fix title is a short sentence`).toMatch(/^[A-Z][^\r\n]*[^.\s]$/);
}
