/** Lists that are made of other lists: of one that is mostly as it was, only what differs is made again. */

/** The stretch in which two lists differ: what is before it, and what is behind it, is the same in both. */
export interface Stretch {
  readonly start: number;
  /** Where it ends in the earlier list, and in the later one. */
  readonly before: number;
  readonly after: number;
}

/** Compares items by identity, which costs next to nothing even for lists of thousands. */
export function stretchBetween<T>(before: readonly T[], after: readonly T[]): Stretch {
  const shorter = Math.min(before.length, after.length);
  if (before === after) return { start: shorter, before: shorter, after: shorter };
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { start, before: before.length - same, after: after.length - same };
}

/** What the items of one list give, one behind the other. */
export interface Derived<T, R> {
  readonly from: readonly T[];
  readonly list: readonly R[];
  /** The place in `list` of what each item gives first, and at last the length of `list`. */
  readonly starts: readonly number[];
}

/**
 * The lists that `of` gives for the items, one behind the other. Where that comes to what it was before, it is the very same
 * list, so that what was made of that still holds.
 *
 * @param before What the same function gave for an earlier list.
 * @param isSame True for results of which the later one is no other than the earlier; that one is kept then.
 */
export function derive<T, R>(
  from: readonly T[],
  of: (item: T) => readonly R[],
  before: Derived<T, R> | undefined,
  isSame: (earlier: R, later: R) => boolean = Object.is,
): Derived<T, R> {
  if (before === undefined) return deriveAll(from, of);
  if (before.from === from) return before;
  const { start, before: end, after } = stretchBetween(before.from, from);
  const first = before.starts[start] ?? 0;
  const last = before.starts[end] ?? 0;
  const made: R[] = [];
  const starts: number[] = [];
  for (let at = start; at < after; at++) {
    starts.push(first + made.length);
    const item = from[at] as T;
    for (const it of of(item)) {
      const earlier = before.list[first + made.length];
      made.push(first + made.length < last && isSame(earlier as R, it) ? (earlier as R) : it);
    }
  }
  const longer = made.length - (last - first);
  const isKept = longer === 0 && made.every((it, at) => it === before.list[first + at]);
  return {
    from,
    list: isKept ? before.list : spliced(before.list, first, last, made),
    starts: startsAfter(before.starts, start, end, starts, longer),
  };
}

/** The starts with others from `start` to before `end`, and those behind moved; the same ones where they are. */
function startsAfter(
  before: readonly number[],
  start: number,
  end: number,
  made: readonly number[],
  longer: number,
): readonly number[] {
  const isSame = longer === 0 && made.length === end - start && made.every((it, at) => it === before[start + at]);
  if (isSame) return before;
  const behind = before.slice(end);
  return before.slice(0, start).concat(made, longer === 0 ? behind : behind.map((it) => it + longer));
}

function deriveAll<T, R>(from: readonly T[], of: (item: T) => readonly R[]): Derived<T, R> {
  const list: R[] = [];
  const starts: number[] = [];
  for (const item of from) {
    starts.push(list.length);
    for (const it of of(item)) list.push(it);
  }
  starts.push(list.length);
  return { from, list, starts };
}

/** The list with other items from `start` to before `end`. */
export function spliced<T>(list: readonly T[], start: number, end: number, items: readonly T[]): readonly T[] {
  return list.slice(0, start).concat(items, list.slice(end));
}

/** The earlier list where both hold the same items. */
export function keptList<T>(before: readonly T[] | undefined, after: readonly T[]): readonly T[] {
  return before !== undefined && sameItems(before, after) ? before : after;
}

/** True for the same items in the same order. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((it, at) => it === b[at]));
}
