/** `flatMap` for long lists of short ones, of which V8's own takes about ten times as long. */

/** The lists that `of` gives for the items, one behind the other. */
export function concatMap<T, R>(items: Iterable<T>, of: (item: T) => readonly R[]): R[] {
  const all: R[] = [];
  for (const item of items) for (const it of of(item)) all.push(it);
  return all;
}
