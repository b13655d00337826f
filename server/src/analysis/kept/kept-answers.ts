/**
 * Answers about a scope that outlive its states. With each stands what it was made of; in a later state it holds for as long
 * as that is the same. What an answer is made of is noted while it is made, so nobody declares it.
 */

import type { Compute, ComputeOf } from "../memo.js";
import { type Input, type InputSet, InputSets, Notes } from "./inputs.js";
import { type FoundAbout, KeptList } from "./kept-list.js";
import { sameValue } from "./same-value.js";

/** An answer about one object; that nothing was found, which is most of what rules are asked, is one for many objects. */
interface Kept {
  readonly value: unknown;
  readonly inputs: InputSet;
  /** The state in which it was made, and the latest one in which somebody asked. */
  readonly made: number;
  asked: number;
  readonly isShared: boolean;
}

/** States in which nobody asked for an answer, until it is let go. */
const IDLE_STATES = 16;

/** @typeParam V What the answers are about, in its latest state. */
export class KeptAnswers<V> {
  #view: V | undefined;
  #state = 0;
  #lastId = 0;
  readonly #sets = new InputSets();
  /** What the answer that is being made is made of; undefined while none is. */
  #noted: Notes | undefined;
  readonly #whole = new Map<Compute<V, unknown>, WholeAnswer<V>>();
  readonly #about = new Map<ComputeOf<never, V, unknown>, Map<object, Kept>>();
  readonly #lists = new Map<ComputeOf<never, V, unknown>, KeptList<Kept>>();
  /** That nothing was found, by what that was made of. */
  readonly #nothing = new Map<InputSet, Kept>();
  #sweptIn = 0;

  get state(): number {
    return this.#state;
  }

  /** Who asks in the latest state; what is asked in an earlier one is not answered from here. */
  get view(): V | undefined {
    return this.#view;
  }

  /** From now on all is about this state. */
  advanceTo(view: V): void {
    this.#view = view;
    this.#state++;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** The answer that is being made depends on the input. */
  note(input: Input): void {
    if (this.#noted === undefined) return;
    // What it is in this state must be known to tell later whether it still is.
    input.since(this.#state);
    this.#noted.add(input);
  }

  answer<T>(compute: Compute<V, T>): T {
    let known = this.#whole.get(compute);
    if (known === undefined) {
      known = new WholeAnswer(this, compute);
      this.#whole.set(compute, known);
    }
    const value = known.value(this.#state);
    this.note(known);
    return value as T;
  }

  answerOf<S extends object, T>(compute: ComputeOf<S, V, T>, subject: S): T {
    let answers = this.#about.get(compute);
    if (answers === undefined) {
      answers = new Map();
      this.#about.set(compute, answers);
    }
    const known = answers.get(subject);
    const kept = this.#renewed(known, compute, subject);
    if (kept !== known) answers.set(subject, kept);
    return kept.value as T;
  }

  /** What is found about the items of a list, which stands beside them: to be asked for in each state, about most of the same items. */
  foundAbout<S extends object, T>(compute: ComputeOf<S, V, readonly T[]>, subjects: readonly S[]): FoundAbout<T> {
    let found = this.#lists.get(compute);
    if (found === undefined) {
      found = new KeptList<Kept>({
        isDue: ({ inputs, made }) => inputs.since(this.#state) > made,
        made: (subject) => this.#made(compute, subject as S),
      });
      this.#lists.set(compute, found);
    }
    found.moveTo(subjects);
    return found as FoundAbout<unknown> as FoundAbout<T>;
  }

  /** Makes an answer, and tells what of. */
  make<T>(compute: Compute<V, T>): { readonly value: T; readonly inputs: InputSet } {
    const outer = this.#noted;
    const own = new Notes(this.#sets);
    this.#noted = own;
    try {
      const value = compute(this.#view as V);
      return { value, inputs: own.set };
    } finally {
      this.#noted = outer;
    }
  }

  /**
   * Lets go of answers that nobody has asked for in a while, and of sets that no answer is made of any more. To be called when all has
   * been asked that is asked in each state.
   * @param living The objects that are part of the scope.
   * @returns Inputs of which some answer is made, where others have been let go.
   */
  sweep(living: () => Iterable<object>): ReadonlySet<Input> | undefined {
    if (this.#state - this.#sweptIn < IDLE_STATES) return undefined;
    this.#sweptIn = this.#state;
    const alive = new Set(living());
    for (const answers of this.#about.values()) {
      for (const [subject, it] of answers) {
        const isOld = it.isShared ? !alive.has(subject) : it.asked < this.#state - IDLE_STATES;
        if (isOld) answers.delete(subject);
      }
    }
    return this.#sets.isFull ? this.#sweepSets() : undefined;
  }

  #sweepSets(): ReadonlySet<Input> {
    const sets = new Set<InputSet>();
    for (const answers of this.#about.values()) for (const it of answers.values()) sets.add(it.inputs);
    for (const list of this.#lists.values()) for (const it of list.answers) if (it !== undefined) sets.add(it.inputs);
    for (const { inputs } of this.#whole.values()) if (inputs !== undefined) sets.add(inputs);
    for (const it of this.#nothing.keys()) if (!sets.has(it)) this.#nothing.delete(it);
    this.#sets.keepOnly(sets);
    const inputs = new Set<Input>();
    for (const set of sets) for (const it of set.inputs) inputs.add(it);
    return inputs;
  }

  /** The answer, made anew where it does not hold any more. */
  #renewed<S extends object>(known: Kept | undefined, compute: ComputeOf<S, V, unknown>, subject: S): Kept {
    let kept = known;
    if (kept === undefined || kept.inputs.since(this.#state) > kept.made) kept = this.#made(compute, subject);
    kept.asked = this.#state;
    this.#noteAll(kept.inputs);
    return kept;
  }

  #made<S extends object>(compute: ComputeOf<S, V, unknown>, subject: S): Kept {
    const { value, inputs } = this.make((view) => compute(subject, view));
    const isShared = Array.isArray(value) && value.length === 0;
    const known = isShared ? this.#nothing.get(inputs) : undefined;
    if (known?.made === this.#state) return known;
    const kept: Kept = { value, inputs, made: this.#state, asked: this.#state, isShared };
    if (isShared) this.#nothing.set(inputs, kept);
    return kept;
  }

  #noteAll(inputs: InputSet): void {
    this.#noted?.addAll(inputs);
  }
}

/**
 * An answer about the whole scope. It is an input of what is made of it: where it is made anew and comes to the same, what is
 * made of it holds.
 */
class WholeAnswer<V> implements Input {
  readonly id: number;
  readonly #answers: KeptAnswers<V>;
  readonly #compute: Compute<V, unknown>;
  #value: unknown;
  #inputs: InputSet | undefined;
  #made = 0;
  #since = 0;

  constructor(answers: KeptAnswers<V>, compute: Compute<V, unknown>) {
    this.id = answers.nextId();
    this.#answers = answers;
    this.#compute = compute;
  }

  /** What it is made of, once it is. */
  get inputs(): InputSet | undefined {
    return this.#inputs;
  }

  value(state: number): unknown {
    this.since(state);
    return this.#value;
  }

  since(state: number): number {
    if (this.#inputs === undefined || this.#inputs.since(state) > this.#made) {
      const isFirst = this.#inputs === undefined;
      const { value, inputs } = this.#answers.make(this.#compute);
      this.#inputs = inputs;
      this.#made = state;
      if (isFirst || !sameValue(this.#value, value)) {
        this.#value = value;
        this.#since = state;
      }
    }
    return this.#since;
  }
}
