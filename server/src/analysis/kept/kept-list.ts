/** Answers about the items of a list, each at its item's place: where the next list is mostly the same, so are they. */

import { spliced, stretchBetween } from "../../base/derived-list.js";
import type { ComputeOf } from "../memo.js";

/** What was found about each item of a list, by the items' places. */
export interface FoundAbout<T> {
  /**
   * Hands over what was found about some of the items, where anything was, and returns where to go on.
   *
   * @param start The first place. @param most As many answers are made anew.
   * @param failed Told of items about which nothing can be found.
   */
  each(
    start: number,
    most: number,
    take: (found: readonly T[], place: number) => void,
    failed: (error: unknown, place: number) => void,
  ): number;
}

interface Kept {
  readonly value: unknown;
  /** True where nothing was found. */
  readonly isShared: boolean;
}

/** How answers are kept. @typeParam K An answer, with what it takes to tell whether it still holds. */
interface Keeping<K> {
  isDue(kept: K): boolean;
  /** The answer about an item, made anew. */
  made(subject: object): K;
}

export class KeptList<K extends Kept> implements FoundAbout<unknown> {
  readonly #keeping: Keeping<K>;
  #subjects: readonly object[] = [];
  #kept: (K | undefined)[] = [];

  constructor(keeping: Keeping<K>) {
    this.#keeping = keeping;
  }

  /** Of all items of the list, as far as they were made. */
  get answers(): Iterable<K | undefined> {
    return this.#kept;
  }

  moveTo(subjects: readonly object[]): void {
    const { start, before, after } = stretchBetween(this.#subjects, subjects);
    if (start < before || start < after) {
      const known = new Map<object, K | undefined>();
      for (let at = start; at < before; at++) known.set(this.#subjects[at] as object, this.#kept[at]);
      const moved = subjects.slice(start, after).map((it) => known.get(it));
      this.#kept = [...spliced(this.#kept, start, before, moved)];
    }
    this.#subjects = subjects;
  }

  each(
    start: number,
    most: number,
    take: (found: readonly unknown[], place: number) => void,
    failed: (error: unknown, place: number) => void,
  ): number {
    let made = 0;
    // Asked of each rule about each policy after each edit, and hardly ever is anything due: so nothing else is done here.
    for (let place = start; place < this.#subjects.length; place++) {
      let kept = this.#kept[place];
      if (kept === undefined || this.#keeping.isDue(kept)) {
        if (made++ === most) return place;
        try {
          kept = this.#keeping.made(this.#subjects[place] as object);
        } catch (error) {
          failed(error, place);
          continue;
        }
        this.#kept[place] = kept;
      }
      if (!kept.isShared) take(kept.value as readonly unknown[], place);
    }
    return this.#subjects.length;
  }
}

/** The same where nothing is kept. */
export function foundNow<S extends object, V, T>(
  find: ComputeOf<S, V, readonly T[]>,
  subjects: readonly S[],
  view: V,
): FoundAbout<T> {
  return {
    each(start, most, take, failed) {
      const end = Math.min(subjects.length, start + most);
      for (let place = start; place < end; place++) {
        let found: readonly T[] = [];
        try {
          found = find(subjects[place] as S, view);
        } catch (error) {
          failed(error, place);
        }
        if (found.length > 0) take(found, place);
      }
      return end;
    },
  };
}
