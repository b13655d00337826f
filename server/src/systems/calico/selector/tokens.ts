/** Text of a selector expression → its words, up to the first that is none (libcalico-go/lib/selector/tokenizer). */

import type { TextRange } from "../../../base/source.js";
import type { TestOperator } from "./expression.js";

export interface Token {
  readonly kind: "key" | "string" | "has" | "all" | "global" | "operator" | Sign | "end";
  readonly range: TextRange;
  /** Of a key, a string, `has(key)` and an operator. */
  readonly text: string;
  /** Of `has(key)`. */
  readonly keyRange?: TextRange;
}

export type Sign = "(" | ")" | "{" | "}" | "," | "!" | "&&" | "||";

/** What is wrong, where, and how it would be right, where that can be told. */
export interface SelectorFault {
  readonly range: TextRange;
  readonly flaw: SelectorFlaw;
  /** In words, as the end of a sentence: "`=` is not an operator; use `==`". */
  readonly says: string;
  /** The whole text as it was likely meant. */
  readonly instead?: string;
}

/**
 * `single-equals`: `=` for `==`. `unquoted`: a value without quotes. `line-break`: only blanks and tabs may stand between
 * words. `unknown-function`: `exists(key)`. `syntax`: anything else.
 */
export type SelectorFlaw = "single-equals" | "unquoted" | "line-break" | "unknown-function" | "unclosed" | "syntax";

export type Tokens = { readonly tokens: readonly Token[]; readonly fault?: SelectorFault };

const BLANK = /[ \t]*/y;
const SIGN = /&&|\|\||[(){},!]/y;
const KEY = /[A-Za-z0-9_./-]+/y;
const COMPARISON = /==|!=/y;
/** Words right after a key; no blank is needed behind them. */
const WORD_OPERATOR = /contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in/y;
const FUNCTION = /(all|global)\([ \t]*\)/y;
const HAS = /has\([ \t]*([A-Za-z0-9_./-]+)[ \t]*\)/y;
/** Calls of functions that there are, and of others. */
const CALL = /([A-Za-z][A-Za-z0-9_.-]*)[ \t]*\(/y;

export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const push = (kind: Token["kind"], length: number, word: string): void => {
    tokens.push({ kind, text: word, range: { start: at, end: at + length } });
    at += length;
  };
  for (;;) {
    at += match(BLANK)?.[0].length ?? 0;
    if (at >= text.length) {
      tokens.push({ kind: "end", text: "", range: { start: text.length, end: text.length } });
      return { tokens };
    }
    const comparison = match(COMPARISON)?.[0];
    const sign = comparison === undefined ? match(SIGN)?.[0] : undefined;
    const isAfterKey = tokens.at(-1)?.kind === "key";
    if (comparison !== undefined) push("operator", 2, comparison);
    else if (sign !== undefined) push(sign as Sign, sign.length, sign);
    else if (text[at] === '"' || text[at] === "'") {
      const close = text.indexOf(text[at] as string, at + 1);
      if (close < 0) return { tokens, fault: unclosed(text, at) };
      push("string", close + 1 - at, text.slice(at + 1, close));
    } else if (isAfterKey) {
      const word = match(WORD_OPERATOR)?.[0];
      if (word === undefined) return { tokens, fault: faultAfterKey(text, at) };
      push("operator", word.length, operatorOf(word));
    } else {
      const has = match(HAS);
      const call = match(FUNCTION);
      const key = match(KEY)?.[0];
      if (has !== null) {
        const keyStart = at + has[0].indexOf(has[1] as string, "has(".length);
        const keyRange = { start: keyStart, end: keyStart + (has[1] as string).length };
        tokens.push({ kind: "has", text: has[1] as string, keyRange, range: { start: at, end: at + has[0].length } });
        at += has[0].length;
      } else if (call !== null) push(call[1] as "all" | "global", call[0].length, call[0]);
      else {
        const fault = callFault(text, at, match(CALL)) ?? (key === undefined ? faultAt(text, at) : undefined);
        if (fault !== undefined || key === undefined) return { tokens, ...(fault === undefined ? {} : { fault }) };
        push("key", key.length, key);
      }
    }
  }
}

function operatorOf(word: string): TestOperator {
  if (word.startsWith("starts")) return "starts with";
  if (word.startsWith("ends")) return "ends with";
  if (word.startsWith("not")) return "not in";
  return word as TestOperator;
}

function unclosed(text: string, at: number): SelectorFault {
  return { range: { start: at, end: text.length }, flaw: "unclosed", says: "the quote is not closed" };
}

const FUNCTIONS: Readonly<Record<string, string>> = { exists: "has", exist: "has", any: "all", everything: "all" };

function callFault(text: string, at: number, call: RegExpExecArray | null): SelectorFault | undefined {
  const [written, name] = call ?? [];
  if (written === undefined || name === undefined) return undefined;
  const range = { start: at, end: at + name.length };
  if (name === "all" || name === "global" || name === "has") {
    if (/\s\($/.test(written)) {
      const says = `there must be no blank between \`${name}\` and \`(\``;
      return { range, flaw: "syntax", says, instead: text.slice(0, range.end) + text.slice(at + written.length - 1) };
    }
    const quotedKey = /^has\([ \t]*(['"])([A-Za-z0-9_./-]+)\1[ \t]*\)/.exec(text.slice(at));
    if (quotedKey !== null) {
      return {
        range: { start: at, end: at + quotedKey[0].length },
        flaw: "syntax",
        says: "the key in `has()` must not be in quotes",
        instead: `${text.slice(0, at)}has(${quotedKey[2] ?? ""})${text.slice(at + quotedKey[0].length)}`,
      };
    }
    const says = name === "has" ? "`has()` requires one label key" : `\`${name}()\` takes nothing between the brackets`;
    return { range, flaw: "syntax", says };
  }
  const meant = FUNCTIONS[name.toLowerCase()] ?? ["all", "global", "has"].find((it) => it === name.toLowerCase());
  const says = `\`${name}()\` is not a function; there are \`all()\`, \`global()\` and \`has()\``;
  const instead = meant === undefined ? {} : { instead: text.slice(0, at) + meant + text.slice(range.end) };
  return { range, flaw: "unknown-function", says, ...instead };
}

function faultAfterKey(text: string, at: number): SelectorFault {
  return (
    commonFault(text, at) ?? {
      range: { start: at, end: endOfWord(text, at) },
      flaw: "syntax",
      says: `\`${text.slice(at, endOfWord(text, at))}\` is not an operator`,
    }
  );
}

function faultAt(text: string, at: number): SelectorFault {
  const range = { start: at, end: at + 1 };
  return commonFault(text, at) ?? { range, flaw: "syntax", says: `\`${text[at] ?? ""}\` is not allowed here` };
}

/** Slips that people make wherever they are. */
function commonFault(text: string, at: number): SelectorFault | undefined {
  const character = text[at];
  const range = { start: at, end: at + 1 };
  const replaced = (by: string): string => text.slice(0, at) + by + text.slice(at + 1);
  if (character === "\n" || character === "\r") {
    const instead = text.replaceAll(/[ \t]*[\r\n]+[ \t]*/g, " ").trim();
    return { range, flaw: "line-break", says: "a selector must be on one line", instead };
  }
  if (character === "=") {
    return { range, flaw: "single-equals", says: "`=` is not an operator; use `==`", instead: replaced("==") };
  }
  if (character === "&" || character === "|") {
    const says = `\`${character}\` is not an operator; use \`${character}${character}\``;
    return { range, flaw: "syntax", says, instead: replaced(character + character) };
  }
  if (character === ":")
    return { range, flaw: "syntax", says: "`:` is not an operator; use `==`", instead: replaced(" ==") };
  return undefined;
}

function endOfWord(text: string, at: number): number {
  const word = /^[^\s'"(){},!=&|]+/.exec(text.slice(at));
  return at + (word?.[0].length ?? 1);
}
