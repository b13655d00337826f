/**
 * A second evaluator of Calico's selector expressions, which reads the text from left to right and decides as it goes: no tree,
 * no words. And random texts for it, most of them right.
 */

import fc from "fast-check";

/** Whether labels are such as the text asks for; undefined for a text that cannot be read. */
export function selectorVerdict(text: string, labels: Readonly<Record<string, string>>): boolean | undefined {
  let rest = text;
  /** What the start of the rest matches, which is then gone. */
  const eat = (pattern: RegExp): RegExpMatchArray | undefined => {
    const found = rest.match(new RegExp(`^[ \\t]*(?:${pattern.source})`));
    if (found === null) return undefined;
    rest = rest.slice(found[0].length);
    return found;
  };
  const must = <T>(value: T | undefined): T => {
    if (value === undefined) throw new SyntaxError(text);
    return value;
  };
  const value = (): string =>
    must(eat(/'([^']*)'|"([^"]*)"/))
      .slice(1)
      .find((it) => it !== undefined) ?? "";
  const set = (): string[] => {
    must(eat(/\{/));
    const values: string[] = [];
    while (eat(/\}/) === undefined) {
      values.push(value());
      if (eat(/,/) === undefined) {
        must(eat(/\}/));
        break;
      }
    }
    return values;
  };
  const single = (): boolean => {
    if (eat(/!(?!=)/)) return !single();
    if (eat(/\(/)) {
      const inner = either();
      must(eat(/\)/));
      return inner;
    }
    if (eat(/all\([ \t]*\)/)) return true;
    if (eat(/global\([ \t]*\)/)) return false;
    const has = eat(/has\([ \t]*([\w./-]+)[ \t]*\)/);
    if (has) return Object.hasOwn(labels, has[1] ?? "");
    // A name and a bracket at once is a function that does not exist.
    const key = must(eat(/([\w./-]+)(?![\w./(-])/))[1] ?? "";
    const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (eat(/==/)) return own === value();
    if (eat(/!=/)) return own !== value();
    if (eat(/not[ \t]*in/)) return !set().some((it) => it === own);
    if (eat(/in/)) return set().some((it) => it === own);
    const isPart = eat(/contains/) !== undefined;
    const isStart = !isPart && eat(/starts[ \t]*with/) !== undefined;
    if (!isPart && !isStart) must(eat(/ends[ \t]*with/));
    const asked = value();
    if (own === undefined) return false;
    if (isPart) return own.split(asked).length > 1 || asked === "";
    return (isStart ? own.slice(0, asked.length) : own.slice(Math.max(0, own.length - asked.length))) === asked;
  };
  const both = (): boolean => {
    let all = single();
    while (eat(/&&/)) all = single() && all;
    return all;
  };
  const either = (): boolean => {
    let any = both();
    while (eat(/\|\|/)) any = both() || any;
    return any;
  };
  try {
    if (/^[ \t]*$/.test(text)) return true;
    const verdict = either();
    return /^[ \t]*$/.test(rest) ? verdict : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const KEYS = ["app", "tier", "a.b/c-d", "in", "not", "has"] as const;
const VALUES = ["web", "webapp", "", "app", "b", "it's"] as const;

/** Few keys and values, so that expressions hold about as often as not. */
export const labelSets: fc.Arbitrary<Readonly<Record<string, string>>> = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.constantFrom(...VALUES),
  { maxKeys: 4 },
);

const blank = fc.constantFrom("", " ", "\t", "  ");
const literal = fc
  .tuple(fc.constantFrom(...VALUES), fc.boolean())
  .map(([text, isSingle]) => (isSingle && !text.includes("'") ? `'${text}'` : `"${text}"`));
const key = fc.constantFrom(...KEYS);
const test = fc.oneof(
  fc.tuple(key, blank, fc.constantFrom("==", "!="), blank, literal),
  fc.tuple(
    key,
    fc.constant(" "),
    fc.constantFrom("contains", "starts with", "startswith", "ends with", "ends\twith"),
    blank,
    literal,
  ),
  fc.tuple(
    key,
    fc.constant(" "),
    fc.constantFrom("in", "not in", "notin"),
    blank,
    fc
      .tuple(fc.array(literal, { maxLength: 3 }), fc.boolean())
      .map(([values, trails]) => `{${values.join(", ")}${trails && values.length > 0 ? "," : ""}}`),
  ),
);
const atom = fc.oneof(
  { weight: 6, arbitrary: test.map((it) => it.join("")) },
  { weight: 2, arbitrary: key.map((it) => `has(${it})`) },
  { weight: 1, arbitrary: fc.constantFrom("all()", "all( )", "global()") },
);

/** Texts that can be read. */
export const selectorTexts: fc.Arbitrary<string> = fc.letrec<{ whole: string; single: string }>((tie) => ({
  whole: fc
    .tuple(
      tie("single"),
      fc.array(fc.tuple(fc.constantFrom("&&", "||", " && ", " || "), tie("single")), { maxLength: 2 }),
    )
    .map(([first, more]) => first + more.map(([sign, it]) => sign + it).join("")),
  single: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    tie("single").map((it) => `!${it}`),
    tie("whole").map((it) => `(${it})`),
  ),
})).whole;

/** The same with a character lost, doubled or exchanged: most cannot be read, and some say something else. */
export const damagedTexts: fc.Arbitrary<string> = fc
  .tuple(selectorTexts, fc.nat(), fc.constantFrom("", "=", "!", "'", '"', "(", ")", "&", "\n", " ", "x", "{"))
  .map(([text, place, by]) => {
    const at = text.length === 0 ? 0 : place % text.length;
    return text.slice(0, at) + by + text.slice(at + (place % 2));
  });
