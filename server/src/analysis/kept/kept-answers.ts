/**
 * Answers about a scope that outlive its states. With each stands what it was made of; in a later state it holds for as long
 * as that is the same. What an answer is made of is noted while it is made, so nobody declares it.
 */

import type { Compute, ComputeOf } from "../memo.js";
import { type Input, type InputSet, InputSets } from "./inputs.js";
import { sameValue } from "./same-value.js";

/** An answer about one object. */
interface Kept {
  readonly value: unknown;
  readonly inputs: InputSet;
  /** The state in which it was made, and the latest one in which somebody asked. */
  readonly made: number;
  asked: number;
}

/** Nothing found, and nothing looked at besides the object itself: most of what rules are asked. */
const NOTHING: readonly never[] = [];

/** States in which nobody asked for an answer, until it is let go. */
const IDLE_STATES = 16;
/** More sets are not kept: in the long run they are of namespaces that no longer exist. */
const MOST_SETS = 50_000;

/** @typeParam V What the answers are about, in its latest state. */
export class KeptAnswers<V> {
  #view: V | undefined;
  #state = 0;
  #lastId = 0;
  #sets = new InputSets();
  /** What the answer that is being made is made of; undefined while none is. */
  #noted: InputSet | undefined;
  readonly #whole = new Map<Compute<V, unknown>, WholeAnswer<V>>();
  readonly #about = new Map<ComputeOf<never, V, unknown>, Map<object, Kept | typeof NOTHING>>();
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
    if (this.#sets.size < MOST_SETS) return;
    this.#sets = new InputSets();
    this.#whole.clear();
    this.#about.clear();
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** The answer that is being made depends on the input. */
  note(input: Input): void {
    if (this.#noted === undefined) return;
    // What it is in this state must be known to tell later whether it still is.
    input.since(this.#state);
    this.#noted = this.#noted.with(input);
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
    if (known === NOTHING) return NOTHING as T;
    if (known !== undefined && (known as Kept).inputs.since(this.#state) <= (known as Kept).made) {
      const kept = known as Kept;
      kept.asked = this.#state;
      this.#noteAll(kept.inputs);
      return kept.value as T;
    }
    const { value, inputs } = this.make((view) => compute(subject, view));
    const isNothing = inputs.inputs.length === 0 && Array.isArray(value) && value.length === 0;
    answers.set(subject, isNothing ? NOTHING : { value, inputs, made: this.#state, asked: this.#state });
    this.#noteAll(inputs);
    return value;
  }

  /** Makes an answer, and tells what of. */
  make<T>(compute: Compute<V, T>): { readonly value: T; readonly inputs: InputSet } {
    const outer = this.#noted;
    this.#noted = this.#sets.none;
    try {
      const value = compute(this.#view as V);
      return { value, inputs: this.#noted };
    } finally {
      this.#noted = outer;
    }
  }

  /**
   * Lets go of answers that nobody has asked for in a while. To be called when all has been asked that is asked in each state.
   * @param isAlive Whether an object is part of the scope.
   */
  sweep(isAlive: (subject: object) => boolean): void {
    if (this.#state - this.#sweptIn < IDLE_STATES) return;
    this.#sweptIn = this.#state;
    for (const answers of this.#about.values()) {
      for (const [subject, it] of answers) {
        const isOld = it === NOTHING ? !isAlive(subject) : (it as Kept).asked < this.#state - IDLE_STATES;
        if (isOld) answers.delete(subject);
      }
    }
  }

  #noteAll(inputs: InputSet): void {
    if (this.#noted === undefined) return;
    this.#noted = this.#noted.and(inputs);
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
