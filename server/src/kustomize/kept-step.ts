/** What the steps of a build make of each object, kept until the next build of the same folder: only what an edit touches is made again. */

import type { Resource } from "./resource.js";

type Made = Map<Resource, { readonly made: unknown }>;

export class StepMemory {
  /** By what the steps depend on. */
  readonly #steps = new Map<object, Map<object, Made>>();
  #before: StepMemory | undefined;

  /** @param before Of the last build. */
  constructor(before?: StepMemory) {
    this.#before = before;
  }

  /**
   * The step, computed only for objects that the last build did not have. What fails is tried again.
   * @param parts What the step depends on besides the object. Each is immutable.
   * @param step Pure.
   */
  kept<T>([first, second]: readonly [object, object], step: (resource: Resource) => T): (resource: Resource) => T {
    const last = this.#before;
    const before = last === undefined ? undefined : last.#steps.get(first)?.get(second);
    const own = this.#steps.get(first) ?? new Map<object, Made>();
    this.#steps.set(first, own);
    const now: Made = own.get(second) ?? new Map();
    own.set(second, now);
    return (resource) => {
      const known = now.get(resource) ?? before?.get(resource) ?? { made: step(resource) };
      now.set(resource, known);
      return known.made as T;
    };
  }

  /** Ends the build: what the one before knew is let go. */
  finished(): this {
    this.#before = undefined;
    return this;
  }
}
