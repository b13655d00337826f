/** A mark for each policy of a program, which is another once something that its rules hang on has become another. */

import type { CompiledPolicy } from "./program.js";

export class PolicyMarks {
  readonly #own: ReadonlyMap<CompiledPolicy, object>;
  /** Of all others. */
  readonly #rest: object;

  constructor(own: ReadonlyMap<CompiledPolicy, object> = new Map(), rest: object = {}) {
    this.#own = own;
    this.#rest = rest;
  }

  of(policy: CompiledPolicy): object {
    return this.#own.get(policy) ?? this.#rest;
  }

  /** Those of a later state. @param policies Its own. @param isChanged Whether what the policy hangs on is another. */
  after(policies: Iterable<CompiledPolicy>, isChanged: (policy: CompiledPolicy) => boolean): PolicyMarks {
    const marks = new Map<CompiledPolicy, object>();
    for (const it of policies) {
      const mark = isChanged(it) ? {} : this.#own.get(it);
      if (mark !== undefined) marks.set(it, mark);
    }
    return new PolicyMarks(marks, this.#rest);
  }
}
