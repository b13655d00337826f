/** Keeps the scopes of the last state: one whose files and builds are the same is the same scope. */

import type { FoundScope } from "./scopes.js";

interface Kept {
  readonly madeOf: readonly unknown[];
  readonly found: FoundScope;
}

export class ScopeMemory {
  readonly #kept: Map<string, Kept>;

  constructor(kept: ReadonlyMap<string, Kept> = new Map()) {
    this.#kept = new Map(kept);
  }

  /**
   * The scope of a name, made anew where anything that it is made of is another than last time.
   * @param madeOf All that decides what the scope is, compared one by one by identity.
   */
  recall(name: string, madeOf: readonly unknown[], make: () => FoundScope): FoundScope {
    const known = this.#kept.get(name);
    if (known !== undefined && sameItems(known.madeOf, madeOf)) return known.found;
    const found = make();
    this.#kept.set(name, { madeOf, found });
    return found;
  }

  /** Lets go of all but these. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const it of this.#kept.keys()) if (!names.has(it)) this.#kept.delete(it);
  }

  /** A memory that begins with what this one knows, and leaves it alone. */
  copy(): ScopeMemory {
    return new ScopeMemory(this.#kept);
  }
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((it, at) => it === b[at]);
}
