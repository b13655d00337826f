/** Shell patterns as Go's `path.Match` reads them, but that `*` and `?` match `/` too: whoever minds matches part by part. */

interface Chunk {
  /** Any text may stand before it. */
  readonly star: boolean;
  readonly terms: readonly Term[];
}

/** One character: itself, any, or one of some ranges. */
type Term = string | { readonly ranges: readonly (readonly [number, number])[]; readonly negated: boolean } | undefined;

/** A pattern that was read. */
export type Pattern = readonly Chunk[];

/**
 * @param not What begins a set of characters that do not fit.
 * @returns Undefined for a pattern that cannot be read.
 */
export function readPattern(text: string, not: "^" | "!" = "^"): Pattern | undefined {
  const chunks: { star: boolean; terms: Term[] }[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? "";
    if (char === "*") {
      if (chunks.at(-1)?.terms.length !== 0) chunks.push({ star: true, terms: [] });
      at++;
      continue;
    }
    const chunk = chunks.at(-1) ?? { star: false, terms: [] };
    if (chunks.length === 0) chunks.push(chunk);
    if (char === "?") chunk.terms.push(undefined);
    else if (char === "\\") {
      if (++at >= text.length) return undefined;
      chunk.terms.push(text[at] ?? "");
    } else if (char === "[") {
      const set = readSet(text, at + 1, not);
      if (set === undefined) return undefined;
      chunk.terms.push(set.term);
      at = set.end;
      continue;
    } else chunk.terms.push(char);
    at++;
  }
  return chunks;
}

function readSet(text: string, from: number, not: string): { term: Term; end: number } | undefined {
  const negated = text[from] === not;
  let at = negated ? from + 1 : from;
  const ranges: [number, number][] = [];
  const character = (): number | undefined => {
    if (text[at] === "\\") at++;
    else if (text[at] === "-" || text[at] === "]") return undefined;
    const code = text.charCodeAt(at++);
    return Number.isNaN(code) ? undefined : code;
  };
  for (;;) {
    if (text[at] === "]" && ranges.length > 0) return { term: { ranges, negated }, end: at + 1 };
    const low = character();
    if (low === undefined || at >= text.length) return undefined;
    let high: number | undefined = low;
    if (text[at] === "-") {
      at++;
      high = character();
      if (high === undefined || at >= text.length) return undefined;
    }
    ranges.push([low, high]);
  }
}

/** Whether the pattern matches all of the text; one that cannot be read matches nothing. */
export function matchesWhole(pattern: Pattern | undefined, text: string): boolean {
  if (pattern === undefined) return false;
  const [first] = pattern;
  // Most patterns are words.
  if (pattern.length === 1 && first?.star === false) {
    return first.terms.length === text.length && matchesAt(first.terms, text, 0);
  }
  return matchingPrefixes(pattern, text).at(-1) === text.length;
}

/** As `path.Match`: `*` and `?` stay between two slashes. */
export function pathMatcher(glob: string): (path: string) => boolean {
  const parts = glob.split("/").map((it) => readPattern(it));
  return (path) => {
    const segments = path.split("/");
    return segments.length === parts.length && segments.every((it, at) => matchesWhole(parts[at], it));
  };
}

/** Alternatives in braces, written out: `{a,b}.yaml` is `a.yaml` and `b.yaml`. Undefined for more than anybody writes. */
export function withoutBraces(glob: string): readonly string[] | undefined {
  let globs = [glob];
  for (let round = 0; round < MOST_BRACES; round++) {
    const next = globs.flatMap((it) => {
      const [, before = "", inner, after = ""] = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(it) ?? [];
      return inner === undefined ? [it] : inner.split(",").map((one) => `${before}${one}${after}`);
    });
    if (next.length > MOST_ALTERNATIVES) return undefined;
    if (next.length === globs.length && next.every((it, at) => it === globs[at])) return globs;
    globs = next;
  }
  return undefined;
}

const MOST_BRACES = 30;
const MOST_ALTERNATIVES = 1_000;

/** Lengths of the beginnings of `text` that the pattern matches whole, in ascending order. */
export function matchingPrefixes(pattern: Pattern, text: string): number[] {
  // Ends of what the chunks so far can have matched; each chunk moves all of them at once.
  let ends = new Array<boolean>(text.length + 1).fill(false);
  ends[0] = true;
  for (const { star, terms } of pattern) {
    const next = new Array<boolean>(text.length + 1).fill(false);
    let reached = false;
    for (let at = 0; at <= text.length; at++) {
      reached = ends[at] === true || (star && reached);
      if (reached && matchesAt(terms, text, at)) next[at + terms.length] = true;
    }
    ends = next;
  }
  return ends.flatMap((it, at) => (it ? [at] : []));
}

function matchesAt(terms: readonly Term[], text: string, at: number): boolean {
  if (at + terms.length > text.length) return false;
  return terms.every((term, index) => {
    if (term === undefined) return true;
    if (typeof term === "string") return term === text[at + index];
    const code = text.charCodeAt(at + index);
    return term.ranges.some(([low, high]) => low <= code && code <= high) !== term.negated;
  });
}
