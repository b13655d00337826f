/** What a step of a build makes of an object, kept for as long as both are the same: after an edit, only what it touches is made again. */

import { memoize } from "../base/memoize.js";
import type { Resource } from "./resource.js";

interface Made {
  readonly made: unknown;
}

/**
 * The step, computed once for each object. What fails is tried again.
 * @param parts What the step depends on besides the object. Each is immutable.
 * @param step Pure.
 */
export function keptStep<T>(
  [first, second]: readonly [object, object],
  step: (resource: Resource) => T,
): (resource: Resource) => T {
  const bySecond = madeBy(first);
  const known = bySecond.get(second) ?? new WeakMap<Resource, Made>();
  bySecond.set(second, known);
  return (resource) => {
    let own = known.get(resource);
    if (own === undefined) {
      own = { made: step(resource) };
      known.set(resource, own);
    }
    return own.made as T;
  };
}

const madeBy = memoize((_: object) => new WeakMap<object, WeakMap<Resource, Made>>());
