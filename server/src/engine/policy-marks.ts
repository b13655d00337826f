/** A mark for each policy of a program, which is another once something that its rules hang on has become another. */

import type { CompiledPolicy } from "./program.js";

type Marks = ReadonlyMap<CompiledPolicy, object>;
type IsChanged = (policy: CompiledPolicy) => boolean;

/** Changes that are put off until somebody asks; each holds on to the state that it led to. */
const MOST_PENDING = 16;

export class PolicyMarks {
  #own: Marks = new Map();
  /** Of all others. */
  #rest: object = {};
  /** What has become another since `#own` was made, one change after the other. */
  #pending: readonly IsChanged[] = [];
  #policies: () => Iterable<CompiledPolicy> = () => [];

  of(policy: CompiledPolicy): object {
    this.#settle();
    return this.#own.get(policy) ?? this.#rest;
  }

  /**
   * Those of a later state.
   *
   * @param policies Its own. @param isChanged Whether what a policy hangs on is another; asked when somebody wants to know.
   */
  after(policies: () => Iterable<CompiledPolicy>, isChanged: IsChanged): PolicyMarks {
    if (this.#pending.length >= MOST_PENDING) this.#settle();
    const marks = new PolicyMarks();
    marks.#own = this.#own;
    marks.#rest = this.#rest;
    marks.#pending = [...this.#pending, isChanged];
    marks.#policies = policies;
    return marks;
  }

  #settle(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    const own = new Map<CompiledPolicy, object>();
    for (const it of this.#policies()) {
      const mark = pending.some((isChanged) => isChanged(it)) ? {} : this.#own.get(it);
      if (mark !== undefined) own.set(it, mark);
    }
    this.#own = own;
    this.#pending = [];
  }
}
