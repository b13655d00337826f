/** Holds the line diff: what it says leads from one text to the other, and says no more than it must. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { lineChanges, linesOf } from "./line-diff.js";

/** The lines after the changes, built from the old ones alone where nothing is said to change. */
function changed(before: readonly string[], after: readonly string[]): string[] {
  const result: string[] = [];
  let done = 0;
  for (const change of lineChanges(before, after)) {
    result.push(...before.slice(done, change.before.start), ...after.slice(change.after.start, change.after.end));
    done = change.before.end;
  }
  return [...result, ...before.slice(done)];
}

/** Length of the longest common subsequence, by the textbook's table. */
function common(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [at, other] of b.entries()) {
      next.push(line === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const lines = fc.array(fc.constantFrom("a\n", "b\n", "c\n", "d\n"), { maxLength: 24 });

it("leads from the one to the other and keeps as many lines as can be kept", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      expect(changed(before, after)).toEqual(after);
      const removed = lineChanges(before, after).reduce((sum, it) => sum + it.before.end - it.before.start, 0);
      expect(before.length - removed).toBe(common(before, after));
    }),
    { numRuns: 500 },
  );
});

it("says nothing of equal texts, and puts an equal line between any two changes", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      expect(lineChanges(before, before)).toEqual([]);
      const changes = lineChanges(before, after);
      for (const [index, change] of changes.entries()) {
        const previous = changes[index - 1];
        if (previous !== undefined) expect(change.before.start).toBeGreaterThan(previous.before.end);
      }
    }),
  );
});

it("tells texts apart that have next to nothing in common, as one change", () => {
  const before = Array.from({ length: 3000 }, (_, at) => `old ${at}\n`);
  const after = Array.from({ length: 3000 }, (_, at) => `new ${at}\n`);
  const whole = { start: 0, end: 3000 };
  expect(lineChanges(before, after)).toEqual([{ before: whole, after: whole }]);
});

it("cuts a text into lines that are the text again", () => {
  for (const text of ["", "a", "a\n", "\n", "a\r\nb", "\n\na\n"]) expect(linesOf(text).join("")).toBe(text);
});
