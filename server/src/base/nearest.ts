/** "Did you mean": the known name that is nearest to a misspelt one. */

import { distance } from "fastest-levenshtein";

/**
 * The candidate that differs least from `word`, ignoring case, if it is near enough to be what was meant:
 * at most one edit for words of up to four letters, two up to nine, three beyond. Ties go to the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const limit = limitFor(word);
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/**
 * The items that have a name nearly as near as that, nearest first, at most `most` of them: a list may offer one edit
 * more than a single answer. Ties keep their order.
 */
export function nearestOf<T>(
  word: string,
  items: Iterable<T>,
  namesOf: (item: T) => readonly string[],
  most: number,
): readonly T[] {
  const lower = word.toLowerCase();
  const limit = limitFor(word) + 1;
  const near: { readonly item: T; readonly edits: number }[] = [];
  for (const item of items) {
    const edits = Math.min(...namesOf(item).map((it) => distance(lower, it.toLowerCase())));
    if (edits <= limit) near.push({ item, edits });
  }
  return near
    .sort((a, b) => a.edits - b.edits)
    .slice(0, most)
    .map((it) => it.item);
}

function limitFor({ length }: string): number {
  return length <= 4 ? 1 : length <= 9 ? 2 : 3;
}
