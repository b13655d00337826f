/** Sets of DNS names, whatever the language of patterns that they are written in. */

export interface NamePattern {
  /** The pattern in lower case, without a trailing dot. */
  readonly text: string;
  /** True when every name that the other name or pattern matches is matched by this one too. */
  readonly covers: (other: string) => boolean;
}
