/** Soft assertions: an impossible state is logged and survived by users, and fails loudly under test. */

let report: (message: string) => void = () => {};

/** What happens when an assertion fails: tests pass a function that throws, faces pass their log. */
export function onFailedAssertion(handler: (message: string) => void): void {
  report = handler;
}

/**
 * Says that `condition` must never hold. Returns the condition, so that the caller can retreat:
 * `if (never(index < 0, "negative index")) return undefined;`
 */
export function never(condition: boolean, message: string): boolean {
  if (condition) report(message);
  return condition;
}

/** For switches over closed unions: the compiler refuses to build while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
