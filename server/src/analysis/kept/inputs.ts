/** What answers are made of: parts of a scope that may be others in its next state, and sets of such parts. */

/** A part of a scope. States are numbered in the order in which they come. */
export interface Input {
  /** Differs from that of every other input. */
  readonly id: number;
  /** The state in which it became what it is in this one, which is the latest. */
  since(state: number): number;
}

/** A part that is looked at itself. */
export class PartInput<T> implements Input {
  readonly id: number;
  readonly #read: () => T;
  readonly #isSame: (earlier: T, later: T) => boolean;
  #part: T;
  #looked: number;
  #since: number;

  /** @param read What the part is in the latest state. */
  constructor(id: number, state: number, read: () => T, isSame: (earlier: T, later: T) => boolean) {
    this.id = id;
    this.#read = read;
    this.#isSame = isSame;
    this.#part = read();
    this.#looked = state;
    this.#since = state;
  }

  since(state: number): number {
    if (this.#looked !== state) {
      this.#looked = state;
      const part = this.#read();
      if (!this.#isSame(this.#part, part)) this.#since = state;
      this.#part = part;
    }
    return this.#since;
  }
}

/** Some inputs. Equal sets are the same object, so that what is true of a set is found out once for all that is made of it. */
export class InputSet {
  readonly inputs: readonly Input[];
  readonly #sets: InputSets;
  /** Sets that were made of this one and an input, or another set. */
  #longer: Map<Input | InputSet, InputSet> | undefined;
  #asked = -1;
  #since = 0;

  /** @param inputs In the order of their ids. */
  constructor(sets: InputSets, inputs: readonly Input[]) {
    this.#sets = sets;
    this.inputs = inputs;
  }

  with(input: Input): InputSet {
    return this.#has(input) ? this : this.#and(input, [input]);
  }

  and(other: InputSet): InputSet {
    if (other === this || other.inputs.length === 0) return this;
    if (this.inputs.length === 0) return other;
    return this.#and(other, other.inputs);
  }

  #and(what: Input | InputSet, inputs: readonly Input[]): InputSet {
    this.#longer ??= new Map();
    let longer = this.#longer.get(what);
    if (longer === undefined) {
      longer = this.#sets.of([...this.inputs, ...inputs.filter((it) => !this.#has(it))]);
      this.#longer.set(what, longer);
    }
    return longer;
  }

  /** Gives up the ways to longer sets, which may not be in use any more. */
  forgetLonger(): void {
    this.#longer = undefined;
  }

  #has({ id }: Input): boolean {
    let [low, high] = [0, this.inputs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.inputs[middle]?.id ?? id;
      if (found === id) return true;
      if (found < id) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  /** The state since which all of them are what they are in this one, which is the latest; 0 for no inputs. */
  since(state: number): number {
    if (this.#asked !== state) {
      this.#asked = state;
      this.#since = this.inputs.reduce((last, it) => Math.max(last, it.since(state)), 0);
    }
    return this.#since;
  }
}

/** As many sets as are made on the way to others, or that any state may leave behind. */
const FEW = 256;

/** A question about the whole scope has inputs by the thousand: as many as that are gathered first, and made one set at the end. */
const MANY = 32;

/** Inputs as they are noted, one after the other, while an answer is made. */
export class Notes {
  readonly #sets: InputSets;
  #few: InputSet;
  #many: { readonly inputs: Set<Input>; readonly sets: Set<InputSet> } | undefined;

  constructor(sets: InputSets) {
    this.#sets = sets;
    this.#few = sets.none;
  }

  add(input: Input): void {
    if (this.#many === undefined) this.#become(this.#few.with(input));
    else this.#many.inputs.add(input);
  }

  addAll(set: InputSet): void {
    if (this.#many === undefined) this.#become(this.#few.and(set));
    else if (!this.#many.sets.has(set)) {
      this.#many.sets.add(set);
      for (const it of set.inputs) this.#many.inputs.add(it);
    }
  }

  /** All of them. */
  get set(): InputSet {
    return this.#many === undefined ? this.#few : this.#sets.of([...this.#many.inputs]);
  }

  #become(set: InputSet): void {
    this.#few = set;
    if (set.inputs.length > MANY) this.#many = { inputs: new Set(set.inputs), sets: new Set() };
  }
}

/** Makes each set once, for as long as something is made of it. */
export class InputSets {
  readonly #known = new Map<string, InputSet>();
  readonly none = this.of([]);
  #leftAtLast = 0;

  get size(): number {
    return this.#known.size;
  }

  /** Sets of which nothing is made are most of it, perhaps. */
  get isFull(): boolean {
    return this.#known.size > 2 * this.#leftAtLast + FEW;
  }

  /** Gives up all but these. */
  keepOnly(inUse: ReadonlySet<InputSet>): void {
    for (const [key, set] of this.#known) {
      if (inUse.has(set) || set === this.none) set.forgetLonger();
      else this.#known.delete(key);
    }
    this.#leftAtLast = this.#known.size;
  }

  /** @param inputs None of them twice. */
  of(inputs: readonly Input[]): InputSet {
    const sorted = inputs.toSorted((a, b) => a.id - b.id);
    const key = sorted.map((it) => it.id).join(" ");
    let set = this.#known.get(key);
    if (set === undefined) {
      set = new InputSet(this, sorted);
      this.#known.set(key, set);
    }
    return set;
  }
}
