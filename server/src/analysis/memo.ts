/** The memory of one View: answers that are computed once and let go together with it. */

/** Computes something of a View, or of one object of it. */
export type Compute<V, T> = (view: V) => T;
export type ComputeOf<S extends object, V, T> = (subject: S, view: V) => T;

/** Answers by the function that computes them, and by the object that they are about. */
export class Memo<V> {
  readonly #view: V;
  readonly #answers = new Map<Compute<V, unknown>, unknown>();
  readonly #answersOf = new Map<ComputeOf<never, V, unknown>, Map<object, unknown>>();

  constructor(view: V) {
    this.#view = view;
  }

  answer<T>(compute: Compute<V, T>): T {
    const known = this.#answers.get(compute);
    // Undefined may be the answer itself.
    if (known !== undefined || this.#answers.has(compute)) return known as T;
    const answer = compute(this.#view);
    this.#answers.set(compute, answer);
    return answer;
  }

  answerOf<S extends object, T>(compute: ComputeOf<S, V, T>, subject: S): T {
    let answers = this.#answersOf.get(compute);
    if (answers === undefined) {
      answers = new Map();
      this.#answersOf.set(compute, answers);
    }
    const known = answers.get(subject);
    if (known !== undefined || answers.has(subject)) return known as T;
    const answer = compute(subject, this.#view);
    answers.set(subject, answer);
    return answer;
  }
}
