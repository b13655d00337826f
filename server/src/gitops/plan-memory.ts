/** What one plan hands on to the next, so that what no edit touches stays the same object and is not built anew. */

type Kept = Map<object, Map<string, unknown>>;

/** Owners and keys. */
export type Asked = readonly (readonly [object, string])[];

/** Characters that all templates of one plan may make: more than any fleet's, and little enough to be read while somebody waits. */
const MOST_RENDERED = 8_000_000;

/** Holds what the last two plans asked for, and nothing older. Each of its users has an owner of its own and one kind of value. */
export class PlanMemory {
  /** What templates of this plan may still make. */
  readonly budget = { left: MOST_RENDERED };
  #before: Kept = new Map();
  #now: Kept = new Map();
  #asked: [object, string][] | undefined;

  /** A plan begins: what the one before the last has left is let go. */
  begin(): void {
    this.budget.left = MOST_RENDERED;
    this.#before = this.#now;
    this.#now = new Map();
  }

  /**
   * What was made for the owner under the key, or what `make` makes of it now.
   * @param owner What it is made of, an object that stays the same while its text does.
   * @param key All else that it depends on, and what it is.
   */
  kept<T>(owner: object, key: string, make: () => T): T {
    this.#asked?.push([owner, key]);
    const own = this.#now.get(owner) ?? new Map<string, unknown>();
    this.#now.set(owner, own);
    const before = this.#before.get(owner);
    if (!own.has(key)) own.set(key, before?.has(key) === true ? before.get(key) : make());
    return own.get(key) as T;
  }

  /** A step of the plan, and what it has asked to be kept. */
  noting<T>(step: () => T): { readonly value: T; readonly asked: Asked } {
    const outer = this.#asked;
    const asked: [object, string][] = [];
    this.#asked = asked;
    try {
      return { value: step(), asked };
    } finally {
      this.#asked = outer;
      if (outer !== undefined) for (const it of asked) outer.push(it);
    }
  }

  /** Keeps what a step has asked for that is not taken again, because it would come to the same. */
  keepOn(asked: Asked): void {
    for (const [owner, key] of asked) {
      const before = this.#before.get(owner);
      if (before?.has(key) === true) this.kept(owner, key, () => before.get(key));
    }
  }

  /** What `make` makes for the owner under the key, of what it made for the plan before. */
  next<T>(owner: object, key: string, make: (before: T | undefined) => T): T {
    const own = this.#now.get(owner) ?? new Map<string, unknown>();
    this.#now.set(owner, own);
    const made = make(this.#before.get(owner)?.get(key) as T | undefined);
    own.set(key, made);
    return made;
  }

  /** What was kept before for the owner under the key, if that is the same as what is made now; else what is made now. */
  unlessSame<T>(owner: object, key: string, made: T, isSame: (before: T, now: T) => boolean): T {
    const before = this.#before.get(owner)?.get(key) as T | undefined;
    const kept = before !== undefined && isSame(before, made) ? before : made;
    const own = this.#now.get(owner) ?? new Map<string, unknown>();
    this.#now.set(owner, own);
    own.set(key, kept);
    return kept;
  }
}
