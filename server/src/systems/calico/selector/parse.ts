/** Text of a selector expression → its tree, or what is wrong with it and where (libcalico-go/lib/selector/parser). */

import type { TextRange } from "../../../base/source.js";
import type { Expression, TestOperator, Word } from "./expression.js";
import { type SelectorFault, type Token, tokensOf } from "./tokens.js";

export type Parsed =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly fault: SelectorFault };

/** `||` binds loosest, then `&&`, then `!`. Nothing at all is `all()`. */
export function parseSelector(text: string): Parsed {
  const { tokens, fault } = tokensOf(text);
  const parser = new Parser(text, tokens, fault);
  return parser.whole();
}

/** Thrown inside the parser alone: the first fault ends the parse. */
class Fault extends Error {
  readonly fault: SelectorFault;

  constructor(fault: SelectorFault) {
    super(fault.says);
    this.fault = fault;
  }
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** Where the words end too early. */
  readonly #broken: SelectorFault | undefined;
  #at = 0;

  constructor(text: string, tokens: readonly Token[], broken: SelectorFault | undefined) {
    this.#text = text;
    this.#tokens = tokens;
    this.#broken = broken;
  }

  whole(): Parsed {
    try {
      const first = this.#next();
      if (first.kind === "end") return { ok: true, expression: { type: "all", range: first.range } };
      const expression = this.#either();
      const rest = this.#next();
      if (rest.kind !== "end") this.#fail(rest.range, this.#afterEnd(rest));
      return { ok: true, expression };
    } catch (error) {
      if (error instanceof Fault) return { ok: false, fault: error.fault };
      throw error;
    }
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token !== undefined) return token;
    throw new Fault(this.#broken ?? { range: this.#end(), flaw: "syntax", says: "it ends too early" });
  }

  #end(): TextRange {
    return { start: this.#text.length, end: this.#text.length };
  }

  #take(): Token {
    const token = this.#next();
    this.#at++;
    return token;
  }

  #either(): Expression {
    return this.#joined("||", "or", () => this.#both());
  }

  #both(): Expression {
    return this.#joined("&&", "and", () => this.#single());
  }

  #joined(sign: "&&" | "||", type: "and" | "or", part: () => Expression): Expression {
    const first = part();
    const parts = [first];
    while (this.#next().kind === sign) {
      this.#at++;
      parts.push(part());
    }
    if (parts.length === 1) return first;
    return { type, of: parts, range: { start: first.range.start, end: parts.at(-1)?.range.end ?? first.range.end } };
  }

  #single(): Expression {
    const token = this.#take();
    const { range } = token;
    switch (token.kind) {
      case "!": {
        const of = this.#single();
        return { type: "not", of, range: { start: range.start, end: of.range.end } };
      }
      case "(": {
        const inner = this.#either();
        const close = this.#next();
        if (close.kind !== ")") this.#fail(range, close.kind === "end" ? "`)` is missing" : this.#afterEnd(close));
        this.#at++;
        return { ...inner, range: { start: range.start, end: close.range.end } };
      }
      case "all":
      case "global":
        return { type: token.kind, range };
      case "has":
        return { type: "has", key: { text: token.text, range: token.keyRange ?? range }, range };
      case "key":
        return this.#test({ text: token.text, range });
      case "end":
        return this.#fail(range, "it ends where a condition is expected");
      default:
        return this.#fail(range, `${shown(token)} is not expected here`);
    }
  }

  #test(key: Word): Expression {
    const operator = this.#next();
    if (operator.kind !== "operator") {
      const says = `an operator such as \`==\` is missing after \`${key.text}\`; use \`has(${key.text})\` to ask for the label alone`;
      return this.#fail(key.range, says);
    }
    this.#at++;
    const test = { key, operator: operator.text as TestOperator, operatorRange: operator.range };
    if (operator.text === "in" || operator.text === "not in") {
      const { values, end } = this.#set(operator);
      return { type: "test", ...test, values, range: { start: key.range.start, end } };
    }
    const value = this.#string(operator);
    return { type: "test", ...test, values: [value], range: { start: key.range.start, end: value.range.end } };
  }

  #string(operator: Token): Word {
    const token = this.#next();
    if (token.kind === "string") {
      this.#at++;
      return { text: token.text, range: token.range };
    }
    if (token.kind === "key") throw new Fault(unquoted(this.#text, token));
    return this.#fail(token.range, `a value in quotes is missing after \`${operator.text}\``);
  }

  #set(operator: Token): { readonly values: readonly Word[]; readonly end: number } {
    const open = this.#next();
    if (open.kind !== "{") {
      const says = `values for \`${operator.text}\` must be in \`{ }\``;
      return this.#fail(open.range, says);
    }
    this.#at++;
    const values: Word[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === "}") return { values, end: token.range.end };
      if (token.kind === "key") throw new Fault(unquoted(this.#text, token));
      if (token.kind !== "string") return this.#fail(open.range, "`}` is missing");
      values.push({ text: token.text, range: token.range });
      if (this.#next().kind === ",") this.#at++;
      else if (this.#next().kind !== "}") return this.#fail(this.#next().range, "values must be separated by `,`");
    }
  }

  #afterEnd(token: Token): string {
    return token.kind === ")" || token.kind === "}"
      ? `\`${token.kind}\` closes nothing`
      : `\`&&\` or \`||\` is missing before ${shown(token)}`;
  }

  #fail(range: TextRange, says: string): never {
    throw new Fault({ range, flaw: "syntax", says });
  }
}

function unquoted(text: string, { text: word, range }: Token): SelectorFault {
  return {
    range,
    flaw: "unquoted",
    says: `the value \`${word}\` must be in quotes`,
    instead: `${text.slice(0, range.start)}'${word}'${text.slice(range.end)}`,
  };
}

function shown({ kind, text }: Token): string {
  return `\`${kind === "string" ? `'${text}'` : kind === "has" ? `has(${text})` : text === "" ? kind : text}\``;
}
