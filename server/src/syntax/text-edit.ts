/** Edits of a text: replacements in ascending order that share no character. */

import type { TextRange } from "../base/source.js";

/** Replaces the characters of `range` by `newText`; an empty range inserts. Offsets are those of the unedited text. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * True when the two cannot both be made: their ranges share a character, or one inserts inside what the other replaces.
 * Edits that only touch do not conflict, nor do two insertions at one place, which are made in the order given.
 */
export function conflicts(a: TextEdit, b: TextEdit): boolean {
  if (a.range.start === a.range.end && b.range.start === b.range.end) return false;
  return a.range.start < b.range.end && b.range.start < a.range.end;
}

/** The edits sorted by place, insertions at one place in the order given; undefined when two of them conflict. */
export function sortedEdits(edits: readonly TextEdit[]): TextEdit[] | undefined {
  const sorted = edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  // The sort is stable and puts an insertion before a replacement that begins at the same place, so that
  // neighbours are enough to look at: an edit that reaches beyond its neighbour conflicts with the neighbour too.
  for (let at = 1; at < sorted.length; at++) {
    const [before, after] = [sorted[at - 1], sorted[at]];
    if (before !== undefined && after !== undefined && conflicts(before, after)) return undefined;
  }
  return sorted;
}

/**
 * Both lists of edits as one, sorted; an edit that stands in both is made once if it replaces something.
 * Undefined when an edit of one conflicts with another of the other.
 */
export function mergeEdits(first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] | undefined {
  const fresh = second.filter((edit) => edit.range.start === edit.range.end || !first.some((it) => sameEdit(it, edit)));
  return sortedEdits([...first, ...fresh]);
}

/** The text after all edits. They must be sorted and free of conflicts, as `sortedEdits` returns them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let done = 0;
  for (const { range, newText } of edits) {
    result += text.slice(done, range.start) + newText;
    done = range.end;
  }
  return result + text.slice(done);
}

function sameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.range.start === b.range.start && a.range.end === b.range.end && a.newText === b.newText;
}
