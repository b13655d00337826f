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
 * The items that have the nearest names, at most `most` of them, in the order given. A list of several may be a little
 * further off than a single answer: by one edit.
 */
export function nearestOf<T>(
  word: string,
  items: Iterable<T>,
  namesOf: (item: T) => readonly string[],
  most: number,
): readonly T[] {
  const lower = word.toLowerCase();
  // A name that has nothing left of the word is not near.
  let best = Math.min(limitFor(word) + 1, word.length - 1);
  let near: T[] = [];
  for (const item of items) {
    const edits = Math.min(...namesOf(item).map((it) => distance(lower, it.toLowerCase())));
    if (edits < best) near = [];
    best = Math.min(best, edits);
    if (edits === best) near.push(item);
  }
  return near.slice(0, most);
}

function limitFor({ length }: string): number {
  return length <= 4 ? 1 : length <= 9 ? 2 : 3;
}
