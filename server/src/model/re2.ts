/**
 * Why a text is no regular expression to RE2, which Cilium's agent (Go's regexp) and Envoy compile expressions of HTTP
 * rules with (CV-31). RE2 has no look-around, no back-references and no stacked repetition.
 * https://github.com/google/re2/wiki/Syntax
 */

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

/** Letters that a backslash gives a meaning, outside brackets; `p`, `x`, `Q` and digits are read further. */
const ESCAPES = new Set("AabBCdDfnrsStvwWz");
/** The same inside brackets. */
const CLASS_ESCAPES = new Set("adDfnrsStvwW");
/** What stands between `[:` and `:]`. */
const CLASS_NAME = /^\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit)$/;
const MOST_REPETITIONS = 1000;

/** The first fault; undefined for an expression that compiles. Names behind `\p` are not looked up. */
export function re2Fault(text: string): Re2Fault | undefined {
  return new Reader(text).fault();
}

/** A glob such as `/api/**` as the expression it was meant to be; undefined for a text that is more than a glob. */
export function globAsExpression(text: string): string | undefined {
  return /^[\w/~%-]*(\*+[\w/~%-]*)+$/.test(text) ? text.replaceAll(/\*+/g, ".*") : undefined;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** Something stands before that a repetition can be about. */
  #repeatable: "no" | "yes" | "repeated" = "no";
  constructor(text: string) {
    this.#text = text;
  }

  fault(): Re2Fault | undefined {
    while (this.#at < this.#text.length) {
      const fault = this.#step();
      if (fault !== undefined) return fault;
    }
    return this.#depth > 0 ? "parenthesis" : undefined;
  }

  #step(): Re2Fault | undefined {
    const rest = this.#text.slice(this.#at);
    switch (rest[0]) {
      case "(":
        return this.#open(rest);
      case ")":
        this.#depth--;
        return this.#depth < 0 ? "parenthesis" : this.#take(1, "yes");
      case "|":
        return this.#take(1, "no");
      case "*":
      case "+":
      case "?":
        return this.#repeat(1);
      case "{":
        return this.#count(rest);
      case "[":
        return this.#class(rest);
      case "\\":
        return this.#escape(rest);
      default:
        return this.#take(1, "yes");
    }
  }

  #take(length: number, repeatable: "no" | "yes" | "repeated"): undefined {
    this.#at += length;
    this.#repeatable = repeatable;
  }

  /** Behind something that stands for no character. */
  #repeatableAsBefore(): "no" | "yes" {
    return this.#repeatable === "no" ? "no" : "yes";
  }

  #open(rest: string): Re2Fault | undefined {
    // Flags that hold from here on are no group, and nothing to repeat.
    const flags = /^\(\?[imsU]*(-[imsU]+)?\)/.exec(rest)?.[0];
    if (flags !== undefined) return this.#take(flags.length, this.#repeatableAsBefore());
    const head = /^\((\?([imsU]*(-[imsU]+)?:|P?<\w+>))?/.exec(rest)?.[0] ?? "(";
    if (head === "(" && rest[1] === "?") return /^\(\?<?[=!]/.test(rest) ? "look-around" : "group";
    this.#depth++;
    return this.#take(head.length, "no");
  }

  #repeat(length: number): Re2Fault | undefined {
    if (this.#repeatable === "no") return "nothing-to-repeat";
    if (this.#repeatable === "repeated") return "repeated-repetition";
    // A question mark behind a repetition makes it lazy.
    const lazy = this.#text[this.#at + length] === "?" ? 1 : 0;
    return this.#take(length + lazy, "repeated");
  }

  #count(rest: string): Re2Fault | undefined {
    const count = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(rest);
    if (count === null) return this.#take(1, "yes");
    const [whole, least, , most] = count;
    const [low, high] = [Number(least), Number(most ?? least)];
    if (Math.max(low, high) > MOST_REPETITIONS || high < low) return "repetition-count";
    return this.#repeat(whole.length);
  }

  #escape(rest: string): Re2Fault | undefined {
    const length = escapeLength(rest, ESCAPES);
    if (typeof length === "string") return length;
    if (!rest.startsWith("\\Q")) return this.#take(length, "yes");
    const end = rest.indexOf("\\E", 2);
    const quoted = end < 0 ? rest.slice(2) : rest.slice(2, end);
    const taken = end < 0 ? rest.length : end + 2;
    return this.#take(taken, quoted === "" ? this.#repeatableAsBefore() : "yes");
  }

  #class(rest: string): Re2Fault | undefined {
    let at = rest[1] === "^" ? 2 : 1;
    const start = at;
    while (at < rest.length) {
      if (rest[at] === "]" && at > start) return this.#take(at + 1, "yes");
      const end = rest.startsWith("[:", at) ? rest.indexOf(":]", at + 2) : -1;
      if (end >= 0) {
        if (!CLASS_NAME.test(rest.slice(at + 2, end))) return "range";
        at = end + 2;
        continue;
      }
      const low = classItem(rest, at);
      if (typeof low === "string") return low;
      at += low.length;
      if (low.code === undefined || rest[at] !== "-" || rest[at + 1] === "]" || at + 1 >= rest.length) continue;
      const high = classItem(rest, at + 1);
      if (typeof high === "string") return high;
      if (high.code === undefined || high.code < low.code) return "range";
      at += 1 + high.length;
    }
    return "bracket";
  }
}

/** One character of a class; without a code for a set such as `\d`. */
function classItem(rest: string, at: number): { readonly length: number; readonly code?: number } | Re2Fault {
  if (rest[at] !== "\\") {
    const code = rest.codePointAt(at) ?? 0;
    return { length: code > 0xffff ? 2 : 1, code };
  }
  const escape = rest.slice(at);
  const length = escapeLength(escape, CLASS_ESCAPES);
  if (typeof length === "string") return length;
  if (escape.startsWith("\\Q")) return "escape";
  const letter = escape[1] ?? "";
  if (/[dDsSwWpP]/.test(letter)) return { length };
  return { length, code: codeOf(escape.slice(0, length)) };
}

function codeOf(escape: string): number {
  const hex = /^\\x\{?([0-9a-fA-F]+)\}?$/.exec(escape)?.[1];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  const octal = /^\\([0-7]+)$/.exec(escape)?.[1];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  const control = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[escape[1] ?? ""];
  return control ?? escape.charCodeAt(1);
}

/** How many characters an escape takes; of `\Q` its two alone. */
function escapeLength(rest: string, letters: ReadonlySet<string>): number | Re2Fault {
  const next = rest[1];
  if (next === undefined) return "escape";
  if (/[1-9]/.test(next)) {
    const octal = /^\\[1-7][0-7]{1,2}/.exec(rest)?.[0];
    return octal?.length ?? "back-reference";
  }
  if (next === "0") return /^\\0[0-7]{0,2}/.exec(rest)?.[0].length ?? 2;
  if (next === "x") return /^\\x([0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,6}\})/.exec(rest)?.[0].length ?? "escape";
  if (next === "p" || next === "P") return /^\\[pP]([A-Z]|\{\^?\w+\})/.exec(rest)?.[0].length ?? "escape";
  if (next === "Q") return 2;
  if (/[a-zA-Z]/.test(next)) return letters.has(next) ? 2 : "escape";
  return next.charCodeAt(0) < 0x80 ? 2 : "escape";
}
