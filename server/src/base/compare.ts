/** The order of texts that answers are sorted by: the same on every machine. */

/** Negative, 0 or positive, as `sort` wants it; by UTF-16 code units. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
