/** Answers about the items of a list, each at its item's place: where the next list is mostly the same, so are they. */

import { spliced, stretchBetween } from "../../base/derived-list.js";

/** Answers by the places of the items that they are about. */
export interface AnswersOf<T> {
  at(place: number): T;
}

/** @typeParam K An answer, with what it takes to tell whether it still holds. */
export class KeptList<K extends { readonly value: unknown }> implements AnswersOf<unknown> {
  readonly #renewed: (known: K | undefined, subject: object) => K;
  #subjects: readonly object[] = [];
  #kept: (K | undefined)[] = [];

  /** @param renewed The answer about an item, made anew where there is none, or where it does not hold any more. */
  constructor(renewed: (known: K | undefined, subject: object) => K) {
    this.#renewed = renewed;
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

  at(place: number): unknown {
    const known = this.#kept[place];
    const kept = this.#renewed(known, this.#subjects[place] as object);
    if (kept !== known) this.#kept[place] = kept;
    return kept.value;
  }
}
