/** Finds items of a list by a key. Of a list that is mostly as it was, only what differs is gone through. */

import { type Stretch, stretchBetween } from "./derived-list.js";

/** Beyond this many items that differ, the list is gone through anew. */
const MOST_LOOKED_AT = 64;

export class ListIndex<T, K> {
  readonly #keyOf: (item: T) => K;
  readonly #list: readonly T[];
  /** The list that was gone through, and the places of its items. */
  readonly #base: readonly T[];
  readonly #places: ReadonlyMap<K, readonly number[]>;
  /** Where the lists differ. */
  readonly #stretch: Stretch;

  private constructor(
    keyOf: (item: T) => K,
    list: readonly T[],
    base: readonly T[],
    places: ReadonlyMap<K, readonly number[]>,
    stretch: Stretch,
  ) {
    this.#keyOf = keyOf;
    this.#list = list;
    this.#base = base;
    this.#places = places;
    this.#stretch = stretch;
  }

  static of<T, K>(list: readonly T[], keyOf: (item: T) => K): ListIndex<T, K> {
    const places = new Map<K, number[]>();
    for (const [at, item] of list.entries()) {
      const key = keyOf(item);
      const known = places.get(key);
      if (known === undefined) places.set(key, [at]);
      else known.push(at);
    }
    return new ListIndex(keyOf, list, list, places, stretchBetween(list, list));
  }

  /** The index of another list with the same keys. */
  after(list: readonly T[]): ListIndex<T, K> {
    if (list === this.#list) return this;
    const stretch = stretchBetween(this.#base, list);
    if (stretch.after - stretch.start > MOST_LOOKED_AT) return ListIndex.of(list, this.#keyOf);
    return new ListIndex(this.#keyOf, list, this.#base, this.#places, stretch);
  }

  /** Items with the key, in the order of the list. */
  find(key: K): readonly T[] {
    const { start, before, after } = this.#stretch;
    const found: T[] = [];
    const places = this.#places.get(key) ?? [];
    for (const it of places) if (it < start) found.push(this.#base[it] as T);
    for (let at = start; at < after; at++) {
      const item = this.#list[at] as T;
      if (this.#keyOf(item) === key) found.push(item);
    }
    for (const it of places) if (it >= before) found.push(this.#base[it] as T);
    return found;
  }
}
