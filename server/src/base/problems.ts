/** Analysis gives a value and a list of problems, never either of the two. */

export interface Outcome<T, P> {
  readonly value: T;
  readonly problems: readonly P[];
}
