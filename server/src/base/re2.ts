/**
 * Why a text is no regular expression to RE2, the syntax of Go's regexp and of Envoy. RE2 has no look-around, no
 * back-references and no stacked repetition. https://github.com/google/re2/wiki/Syntax
 */

import { RE2JS } from "re2js";

export type Re2Fault =
  /** `*`, `+` or `?` with nothing before it that it could repeat: as in a glob. */
  | "nothing-to-repeat"
  /** Two repetitions in a row, as `**` or `++`. */
  | "repeated-repetition"
  /** `{3,1}`, or more than 1000 times. */
  | "repetition-count"
  /** `(?=`, `(?!`, `(?<=`, `(?<!`. */
  | "look-around"
  /** `\1`. */
  | "back-reference"
  /** `(?` with something behind it that RE2 does not know. */
  | "group"
  | "parenthesis"
  | "bracket"
  /** `[z-a]`, `[[:letters:]]`. */
  | "range"
  /** `\` before a letter that it gives no meaning, or at the end. */
  | "escape";

/** Expressions that are remembered: policies repeat a few, and compiling one takes longer than all else about its field. */
const MOST_REMEMBERED = 1000;
/** Characters of one that is. */
const LONGEST_REMEMBERED = 200;
const faults = new Map<string, Re2Fault | undefined>();

/** The first fault; undefined for an expression that compiles. */
export function re2Fault(text: string): Re2Fault | undefined {
  if (text.length > LONGEST_REMEMBERED) return compiledFault(text);
  if (faults.has(text)) return faults.get(text);
  if (faults.size === MOST_REMEMBERED) faults.clear();
  const fault = compiledFault(text);
  faults.set(text, fault);
  return fault;
}

function compiledFault(text: string): Re2Fault | undefined {
  try {
    RE2JS.compile(text);
    return undefined;
  } catch (error) {
    return faultOf(error instanceof Error ? error.message : String(error));
  }
}

/** The compiler says in Go's words what is wrong, and quotes the piece that it stumbled over. */
const FAULTS: readonly (readonly [RegExp, Re2Fault])[] = [
  [/missing argument to repetition/, "nothing-to-repeat"],
  [/nested repetition|bad repetition/, "repeated-repetition"],
  [/repeat count|expression too large/, "repetition-count"],
  [/`\(\?<?[=!]/, "look-around"],
  [/invalid escape sequence: `\\[1-9]/, "back-reference"],
  [/invalid escape|trailing backslash/, "escape"],
  [/character class range/, "range"],
  [/missing closing \]/, "bracket"],
  [/missing closing \)|unexpected \)/, "parenthesis"],
];

function faultOf(message: string): Re2Fault {
  return FAULTS.find(([words]) => words.test(message))?.[1] ?? "group";
}

/** A glob such as `/api/**` as the expression it was meant to be; undefined for a text that is more than a glob. */
export function globAsExpression(text: string): string | undefined {
  return /^[\w/~%-]*(\*+[\w/~%-]*)+$/.test(text) ? text.replaceAll(/\*+/g, ".*") : undefined;
}

/** Names, most often: nothing in them takes more than one pass, and they need no compiler of our own. */
const PLAIN = /^[\w./-]*$/;

/** Longer expressions are nobody's, and cost memory before they are used. */
const MAX_LENGTH = 1_000;

/**
 * A test for texts that the expression matches as a whole, in time linear in the text; undefined where it does not compile.
 * @param find True: a match anywhere in the text is enough.
 */
export function re2Matcher(expression: string, find = false): ((text: string) => boolean) | undefined {
  if (expression.length > MAX_LENGTH) return undefined;
  if (!find && PLAIN.test(expression)) {
    const plain = new RegExp(`^${expression.replaceAll(".", "[^\\n]")}$`, "u");
    return (text) => plain.test(text);
  }
  try {
    const compiled = RE2JS.compile(find ? expression : `^(?:${expression})$`);
    return (text) => compiled.matcher(text).find();
  } catch {
    // The compiler has no other way of saying that this is no expression; `re2Fault` tells why.
    return undefined;
  }
}
