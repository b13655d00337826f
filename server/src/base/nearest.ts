/** "Did you mean": the known name that is nearest to a misspelt one. */

import { distance } from "fastest-levenshtein";

/**
 * The candidate that differs least from `word`, ignoring case, if it is near enough to be what was meant:
 * at most one edit for words of up to four letters, two up to nine, three beyond. Ties go to the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const limit = word.length <= 4 ? 1 : word.length <= 9 ? 2 : 3;
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
