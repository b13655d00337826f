/** Applies text edits as an editor does, and says which are no edits an editor takes. */

import type { TextEdit } from "../../server/src/ide/types.js";

/** The text with the edits applied, which may come in any order. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = "";
  let at = 0;
  for (const { range, newText } of sorted) {
    if (range.start < at || range.end < range.start || range.end > text.length) {
      throw new Error(`edits overlap or reach outside the text: ${JSON.stringify(sorted)}`);
    }
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
}

/** Bytes outside the change stay untouched: an edit does not write again a whole line that it leaves as it was. */
export function checkExtent(text: string, { range, newText }: TextEdit): void {
  const old = text.slice(range.start, range.end).split("\n");
  const now = newText.split("\n");
  const again = (a: string | undefined, b: string | undefined): boolean =>
    a === b && a !== undefined && a.trim() !== "";
  if (old.length < 2 || now.length < 2) return;
  if (again(old[0], now[0]) || again(old.at(-1), now.at(-1))) {
    throw new Error(`an edit writes again what it does not change: ${JSON.stringify(newText)}`);
  }
}
