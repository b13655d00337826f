/** Keeps what a function says of an immutable object for as long as that object is in use. */

/**
 * A function that is computed once for each object. The answer is held by the object alone (weakly), so no cache has to
 * be owned, cleared or handed on: it is a property of the object that is worked out when first asked for.
 *
 * Only for pure functions of that one object. What also depends on the other policies of a cluster is kept by their View
 * (`View.memo`).
 */
export function memoize<S extends object, T>(compute: (subject: S) => T): (subject: S) => T {
  const answers = new WeakMap<S, T>();
  return (subject) => {
    const known = answers.get(subject);
    if (known !== undefined || answers.has(subject)) return known as T;
    const answer = compute(subject);
    answers.set(subject, answer);
    return answer;
  };
}
