/**
 * The places of stand-ins among the points of a universe: in the order in which policies name them, as every state has them
 * that begins anew, with spare places between. So one stand-in more or less, which is what a letter in a label makes, moves few.
 */

/** The stand-in at each place, by its key; undefined at a spare one. */
export type StandInRow = readonly (string | undefined)[];

/** Stand-ins between two spare places. */
const STRETCH = 8;
/** More spare places than that beyond those of a new row are a burden. */
const MOST_SPARE = 64;

export function newRow(keys: Iterable<string>): StandInRow {
  const row: (string | undefined)[] = [undefined];
  let count = 0;
  for (const key of keys) {
    row.push(key);
    if (++count % STRETCH === 0) row.push(undefined);
  }
  return row;
}

/**
 * The row with other stand-ins, most of them where they were; the very same where they are the same ones. Undefined where
 * a new row serves better.
 */
export function rearranged(row: StandInRow, keys: readonly string[]): StandInRow | undefined {
  if (row.length - keys.length > keys.length / STRETCH + MOST_SPARE) return undefined;
  const places = [...row.keys()].filter((it) => row[it] !== undefined);
  const { length } = places;
  const isKept = (old: number, now: number): boolean => row[places[old] ?? -1] === keys[now];
  const shorter = Math.min(length, keys.length);
  let start = 0;
  while (start < shorter && isKept(start, start)) start++;
  if (start === length && start === keys.length) return row;
  let same = 0;
  while (same < shorter - start && isKept(length - 1 - same, keys.length - 1 - same)) same++;
  const from = start === 0 ? 0 : (places[start - 1] ?? 0) + 1;
  const to = same === 0 ? row.length : (places[length - same] ?? row.length);
  return filled(row, { from, to }, keys.slice(start, keys.length - same));
}

interface Stretch {
  /** The first place, and that behind the last. */
  readonly from: number;
  readonly to: number;
}

/** The row with these in a stretch of it, in their order; those beside it give way where it is too short. */
function filled(row: StandInRow, stretch: Stretch, keys: readonly string[]): StandInRow | undefined {
  let { from, to } = stretch;
  const inside = [...keys];
  while (to - from < inside.length) {
    if (to < row.length) {
      const next = row[to++];
      if (next !== undefined) inside.push(next);
    } else if (from > 0) {
      const last = row[--from];
      if (last !== undefined) inside.unshift(last);
    } else return undefined;
  }
  const placeOf = new Map([...row.entries()].map(([place, key]) => [key, place]));
  const now: (string | undefined)[] = row.map((key, place) => (place >= from && place < to ? undefined : key));
  let next = from;
  for (const [at, key] of inside.entries()) {
    const last = to - (inside.length - at);
    const own = placeOf.get(key);
    const place = own !== undefined && own >= next && own <= last ? own : next;
    now[place] = key;
    next = place + 1;
  }
  return now;
}
