/** What a match hangs on that the engine does not evaluate: statements that must hold, or must not, all of them. */

/** All must hold; none: always. */
export type When = readonly Statement[];

export interface Statement {
  /** In words: `HTTP GET /api/.*`. */
  readonly words: string;
  readonly holds: boolean;
}

export function holds(words: string): Statement {
  return { words, holds: true };
}

/** Of two ends: the same words may mean one and the other. */
export function eachHolds(a: When, b: When): When {
  return [...a, ...b];
}

/** Of the same end; undefined where they contradict each other. */
export function bothHold(a: When, b: When): When | undefined {
  const own = b.filter((it) => !a.some((other) => other.words === it.words && other.holds === it.holds));
  const contradict = own.some((it) => a.some((other) => other.words === it.words));
  return contradict ? undefined : [...a, ...own];
}

/** The opposite: of several statements together. */
export function not(when: When): When {
  const [only] = when;
  return when.length === 1 && only !== undefined
    ? [{ ...only, holds: !only.holds }]
    : [{ words: inWords(when), holds: false }];
}

export function inWords(when: When): string {
  return when
    .map((it) => {
      if (!it.holds) return opposite(it.words);
      return when.length > 1 && it.words.includes(" or ") ? `(${it.words})` : it.words;
    })
    .join(" and ");
}

function opposite(words: string): string {
  if (/ or | and /.test(words)) return `not (${words})`;
  return words.includes(" is in ") ? words.replace(" is in ", " is not in ") : `not ${words}`;
}
