/** Tells a misspelled word from a different word that looks like it. */

/**
 * True if `written` is `meant` in a different case, or one edit away from it: a letter added, omitted or replaced, or two
 * adjacent letters swapped. Words that differ in digits (`web-1`, `web-2`) or in a short part (`pod-a`, `pod-b`) are
 * different names.
 */
export function isMisspelling(written: string, meant: string): boolean {
  // Most pairs of words differ more than in one letter, which their lengths tell at once.
  if (written === meant || Math.abs(written.length - meant.length) > 1) return false;
  const a = written.toLowerCase();
  const b = meant.toLowerCase();
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 3 || !isOneEdit(a, b)) return false;
  if (a.replace(/\d+/g, "") === b.replace(/\d+/g, "")) return false;
  const [partsA, partsB] = [a.split(/[-_./]/), b.split(/[-_./]/)];
  if (partsA.length !== partsB.length) return true;
  const differing = partsA.findIndex((it, index) => it !== partsB[index]);
  const shorter = Math.min(partsA[differing]?.length ?? 0, partsB[differing]?.length ?? 0);
  // In a part of three letters only a swap is a typo: `web` and `wed`, or `dev` and `dex`, are different words.
  return shorter > 3 || (shorter === 3 && sameLetters(a, b));
}

/** True if one character is added, omitted or replaced, or two adjacent ones are swapped. */
export function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}

function sameLetters(a: string, b: string): boolean {
  return [...a].sort().join("") === [...b].sort().join("");
}
