/** Immutable sets of small numbers as bits, kept only for the window of words that is in use. */

/** A set of whole numbers ≥ 0. Operations give new sets; cost and memory are those of the window, not of the universe. */
export class BitSet {
  static readonly EMPTY = new BitSet(0, new Uint32Array(0));

  /** Index of the first kept word; the set has no member below `32 * #base`. */
  readonly #base: number;
  readonly #words: Uint32Array;

  private constructor(base: number, words: Uint32Array) {
    this.#base = base;
    this.#words = words;
  }

  /** @param members In any order, repeated or not. */
  static of(members: Iterable<number>): BitSet {
    const list = Array.isArray(members) ? (members as readonly number[]) : [...members];
    if (list.length === 0) return BitSet.EMPTY;
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (const member of list) {
      if (member < low) low = member;
      if (member > high) high = member;
    }
    const base = low >>> 5;
    const words = new Uint32Array((high >>> 5) - base + 1);
    for (const member of list) {
      const at = (member >>> 5) - base;
      words[at] = (words[at] ?? 0) | (1 << (member & 31));
    }
    return new BitSet(base, words);
  }

  /** All numbers from `start` up to but not including `end`. */
  static range(start: number, end: number): BitSet {
    if (start >= end) return BitSet.EMPTY;
    const base = start >>> 5;
    const words = new Uint32Array(((end - 1) >>> 5) - base + 1).fill(0xffffffff);
    words[0] = (words[0] ?? 0) & (0xffffffff << (start & 31));
    const spare = 31 - ((end - 1) & 31);
    const last = words.length - 1;
    words[last] = (words[last] ?? 0) & (0xffffffff >>> spare);
    return new BitSet(base, words);
  }

  static union(sets: readonly BitSet[]): BitSet {
    if (sets.length < 2) return sets[0] ?? BitSet.EMPTY;
    let base = Number.POSITIVE_INFINITY;
    let end = 0;
    for (const set of sets) {
      if (set.#words.length === 0) continue;
      base = Math.min(base, set.#base);
      end = Math.max(end, set.#base + set.#words.length);
    }
    if (end === 0) return BitSet.EMPTY;
    const words = new Uint32Array(end - base);
    for (const set of sets) {
      const shift = set.#base - base;
      const source = set.#words;
      for (let at = 0; at < source.length; at++) words[at + shift] = (words[at + shift] ?? 0) | (source[at] ?? 0);
    }
    return new BitSet(base, words);
  }

  has(member: number): boolean {
    const word = this.#words[(member >>> 5) - this.#base];
    return word !== undefined && ((word >>> (member & 31)) & 1) === 1;
  }

  get isEmpty(): boolean {
    return this.#words.length === 0;
  }

  get size(): number {
    let size = 0;
    for (let at = 0; at < this.#words.length; at++) size += bitsIn(this.#words[at] ?? 0);
    return size;
  }

  and(other: BitSet): BitSet {
    const start = Math.max(this.#base, other.#base);
    const end = Math.min(this.#base + this.#words.length, other.#base + other.#words.length);
    if (start >= end) return BitSet.EMPTY;
    const words = new Uint32Array(end - start);
    for (let at = start; at < end; at++) {
      words[at - start] = (this.#words[at - this.#base] ?? 0) & (other.#words[at - other.#base] ?? 0);
    }
    return trimmed(start, words, (base, kept) => new BitSet(base, kept));
  }

  /** The members of this set that are not in `other`. */
  minus(other: BitSet): BitSet {
    if (this.#words.length === 0) return this;
    const words = this.#words.slice();
    const start = Math.max(this.#base, other.#base);
    const end = Math.min(this.#base + this.#words.length, other.#base + other.#words.length);
    for (let at = start; at < end; at++) {
      words[at - this.#base] = (words[at - this.#base] ?? 0) & ~(other.#words[at - other.#base] ?? 0);
    }
    return trimmed(this.#base, words, (base, kept) => new BitSet(base, kept));
  }

  or(other: BitSet): BitSet {
    if (other.isEmpty) return this;
    return this.isEmpty ? other : BitSet.union([this, other]);
  }

  intersects(other: BitSet): boolean {
    const start = Math.max(this.#base, other.#base);
    const end = Math.min(this.#base + this.#words.length, other.#base + other.#words.length);
    for (let at = start; at < end; at++) {
      if (((this.#words[at - this.#base] ?? 0) & (other.#words[at - other.#base] ?? 0)) !== 0) return true;
    }
    return false;
  }

  equals(other: BitSet): boolean {
    return this.minus(other).isEmpty && other.minus(this).isEmpty;
  }

  /** Calls `visit` for each member, in ascending order. */
  each(visit: (member: number) => void): void {
    for (let at = 0; at < this.#words.length; at++) {
      let word = this.#words[at] ?? 0;
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word);
        visit(((at + this.#base) << 5) + bit);
        word &= word - 1;
      }
    }
  }

  toArray(): number[] {
    const members: number[] = [];
    this.each((it) => members.push(it));
    return members;
  }

  /** The lowest member; undefined for the empty set. */
  get first(): number | undefined {
    const word = this.#words[0];
    return word === undefined ? undefined : (this.#base << 5) + (31 - Math.clz32(word & -word));
  }
}

/** Drops empty words at both ends, so that the empty set has none and `first` finds a bit in the first word. */
function trimmed(base: number, words: Uint32Array, make: (base: number, words: Uint32Array) => BitSet): BitSet {
  let start = 0;
  let end = words.length;
  while (start < end && words[start] === 0) start++;
  while (end > start && words[end - 1] === 0) end--;
  if (start === end) return BitSet.EMPTY;
  return make(base + start, start === 0 && end === words.length ? words : words.slice(start, end));
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
