/**
 * Keeps findings that need other files on their text while it is being edited, until they are looked for again.
 * Without this they would vanish at each keystroke and come back a moment later.
 */

import type { TextRange } from "../base/source.js";

/**
 * A function that maps ranges of `before` to ranges of `after`. The edit is taken to be what lies between the longest
 * common start and the longest common end; a range that touches it maps to undefined.
 */
export function rangeMapper(before: string, after: string): (range: TextRange) => TextRange | undefined {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)
  ) {
    suffix++;
  }
  const changedEnd = before.length - suffix;
  const shift = after.length - before.length;
  return (range) => {
    if (range.end <= prefix) return range;
    if (range.start >= changedEnd) return { start: range.start + shift, end: range.end + shift };
    return undefined;
  };
}
