/** Keeps what was made last under each name, for as long as what it is made of is the same. */

import { sameItems } from "../base/derived-list.js";

interface Kept<T> {
  readonly madeOf: readonly unknown[];
  readonly made: T;
}

export class LastMade<T> {
  readonly #kept: Map<string, Kept<T>>;

  constructor(kept: ReadonlyMap<string, Kept<T>> = new Map()) {
    this.#kept = new Map(kept);
  }

  /**
   * What has the name, made anew where anything that it is made of is another than last time.
   * @param madeOf All that decides what it is, compared one by one by identity.
   * @param make Is told what it was, of which it may take over what still holds.
   */
  recall(name: string, madeOf: readonly unknown[], make: (before?: T) => T): T {
    const known = this.#kept.get(name);
    if (known !== undefined && sameItems(known.madeOf, madeOf)) return known.made;
    const made = make(known?.made);
    this.#kept.set(name, { madeOf, made });
    return made;
  }

  /** Lets go of all but these. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const it of this.#kept.keys()) if (!names.has(it)) this.#kept.delete(it);
  }

  /** A memory that begins with what this one knows, and leaves it alone. */
  copy(): LastMade<T> {
    return new LastMade(this.#kept);
  }
}
