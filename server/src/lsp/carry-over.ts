/**
 * Keeps findings that need other files on their text while it is being edited, until they are looked for again.
 * Without this they would vanish at each keystroke and come back a moment later.
 */

import type { TextRange } from "../base/source.js";
import { changeBetween } from "../base/text-change.js";

/** A function that maps ranges of `before` to ranges of `after`; a range that the edit touches maps to undefined. */
export function rangeMapper(before: string, after: string): (range: TextRange) => TextRange | undefined {
  const changed = changeBetween(before, after).before;
  const shift = after.length - before.length;
  return (range) => {
    if (range.end <= changed.start) return range;
    if (range.start >= changed.end) return { start: range.start + shift, end: range.end + shift };
    return undefined;
  };
}
