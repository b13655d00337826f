/** Keeps the scopes of the last state: one whose files and builds are the same is the same scope. */

import { sameItems } from "../base/derived-list.js";
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
   * @param make Is told what the scope was, of which it may take over what still holds.
   */
  recall(name: string, madeOf: readonly unknown[], make: (before?: FoundScope) => FoundScope): FoundScope {
    const known = this.#kept.get(name);
    if (known !== undefined && sameItems(known.madeOf, madeOf)) return known.found;
    const found = make(known?.found);
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
