/** Compares answers, so that what is made of one is kept where the answer is made anew and comes to the same. */

/** Deeper than this, only the same object is the same. */
const DEPTH = 3;

/** True for equal lists, maps, sets and plain objects of the same things; all else is the same only as the same object. */
export function sameValue(a: unknown, b: unknown, depth = DEPTH): boolean {
  if (Object.is(a, b)) return true;
  if (depth === 0 || typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const kind: unknown = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((it, at) => sameValue(it, b[at], depth - 1));
  }
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, it]) => b.has(key) && sameValue(it, b.get(key), depth - 1));
  }
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((it) => b.has(it));
  if (kind !== Object.prototype) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key as never], b[key as never], depth - 1))
  );
}
