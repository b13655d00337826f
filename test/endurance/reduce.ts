/** Delta debugging: of many items that make something fail, the few that are enough. */

/**
 * The items without those that are not needed to fail: of the result, no single one can go. Tries halves first, then ever smaller
 * pieces.
 * @param fails True for `items`, and for each subset that still shows the failure
 */
export async function reduced<T>(
  items: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let left = items;
  for (let size = Math.ceil(left.length / 2); size >= 1; ) {
    const before = left.length;
    for (let at = 0; at < left.length; ) {
      const without = [...left.slice(0, at), ...left.slice(at + size)];
      if (await fails(without)) left = without;
      else at += size;
    }
    // Of single ones, another may go when a later one has gone.
    if (size > 1) size = Math.ceil(size / 2);
    else if (left.length === before) break;
  }
  return left;
}
