/** What the steps of a build make of each object, kept until the next build of the same folder: only what an edit touches is made again. */

import type { Resource } from "./resource.js";

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
    const before = last === undefined ? undefined : last.#steps.get(first)?.get(second)?.reader();
    const own = this.#steps.get(first) ?? new Map<object, Made>();
    this.#steps.set(first, own);
    const now = own.get(second) ?? new Made();
    own.set(second, now);
    return (resource) => {
      const at = before?.placeOf(resource) ?? -1;
      const made = at < 0 ? step(resource) : (before?.results[at] as T);
      now.add(resource, made);
      return made;
    };
  }

  /** Ends the build: what the one before knew is let go. */
  finished(): this {
    this.#before = undefined;
    return this;
  }
}

/** Objects and what a step has made of them, in order. */
class Made {
  readonly #objects: Resource[] = [];
  readonly #results: unknown[] = [];

  add(resource: Resource, made: unknown): void {
    this.#objects.push(resource);
    this.#results.push(made);
  }

  reader(): Reader {
    return new Reader(this.#objects, this.#results);
  }
}

/** Finds objects that come in nearly the same order as last time, so that most need no search. */
class Reader {
  readonly #objects: readonly Resource[];
  readonly results: readonly unknown[];
  #next = 0;
  #places: ReadonlyMap<Resource, number> | undefined;

  constructor(objects: readonly Resource[], results: readonly unknown[]) {
    this.#objects = objects;
    this.results = results;
  }

  /** Its place in the results; -1 for one that was not there. */
  placeOf(resource: Resource): number {
    let at = this.#next;
    if (this.#objects[at] !== resource) {
      this.#places ??= new Map(this.#objects.map((it, place) => [it, place]));
      at = this.#places.get(resource) ?? -1;
    }
    this.#next = at < 0 ? this.#next + 1 : at + 1;
    return at;
  }
}
