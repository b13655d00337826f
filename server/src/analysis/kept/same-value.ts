/** Compares answers, so that what is made of one is kept where the answer is made anew and comes to the same. */

import { sameItems } from "../../base/derived-list.js";

/** Deeper than this, only the same object is the same. */
const DEPTH = 3;

/**
 * True for lists, maps, sets and plain objects of the same things in the same order, for whoever takes the first of them; all
 * else is the same only as the same object.
 */
export function sameValue(a: unknown, b: unknown, depth = DEPTH): boolean {
  if (Object.is(a, b)) return true;
  if (depth === 0 || typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const kind: unknown = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((it, at) => sameValue(it, b[at], depth - 1));
  }
  if (a instanceof Map && b instanceof Map) {
    return sameItems([...a.keys()], [...b.keys()]) && sameValue([...a.values()], [...b.values()], depth);
  }
  if (a instanceof Set && b instanceof Set) return sameItems([...a], [...b]);
  if (kind !== Object.prototype) return false;
  return sameItems(Object.keys(a), Object.keys(b)) && sameValue(Object.values(a), Object.values(b), depth);
}
