/**
 * A text as the `yaml` library can read it, where it follows YAML 1.2 and Kubernetes' reader does not: inside quotes and brackets that
 * ignores how far a line is indented and takes a tab for a blank, and the name of an alias ends before a colon (`*app: 1`).
 */

import { nextLine } from "./layout.js";

const QUOTES = `"'`;
const OPENING = "[{";
const CLOSING = "]}";

/** Stands for the asterisk of an alias that is a key. */
const ALIAS = "x";

/**
 * The text with the line breaks inside quoted scalars and flow collections as blanks, with comments in there as blanks too, and with
 * aliases that are keys as plain keys. It has the same length. Undefined if nothing is different.
 */
export function lenientText(text: string): string | undefined {
  const scanner = new Scanner(text);
  scanner.run();
  if (scanner.changes.length === 0) return undefined;
  let lenient = "";
  let done = 0;
  for (const { start, end, filler } of scanner.changes) {
    lenient += text.slice(done, start) + filler.repeat(end - start);
    done = end;
  }
  return lenient + text.slice(done);
}

class Scanner {
  readonly changes: { readonly start: number; readonly end: number; readonly filler: string }[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    while (this.#at < this.#text.length) this.#line();
  }

  /** From the start of a line that is not inside a scalar or collection. */
  #line(): void {
    const lineStart = this.#at;
    let column = this.#skipBlanks() - lineStart;
    while (/[-?:]/.test(this.#char()) && this.#isBlank(this.#at + 1)) {
      column = this.#at - lineStart;
      this.#at++;
      this.#skipBlanks();
    }
    for (;;) {
      const start = this.#at;
      this.#node();
      if (this.#char() !== ":" || !this.#isBlank(this.#at + 1)) break;
      // What follows is the value of a key, and a block scalar is indented further than its key.
      column = start - lineStart;
      this.#at++;
      this.#skipBlanks();
    }
    const isBlockScalar = /^[|>][-+0-9]*(?:[ \t].*)?\r?$/.test(
      this.#text.slice(this.#at, nextLine(this.#text, this.#at)).trimEnd(),
    );
    this.#at = nextLine(this.#text, this.#at);
    if (isBlockScalar) this.#skipBlockScalar(column);
  }

  /** A scalar on one line, one in quotes, or a flow collection, with the anchor and tag before it. Stops at `|` and `>`. */
  #node(): void {
    while (/[&!]/.test(this.#char())) {
      while (!this.#isBlank(this.#at)) this.#at++;
      this.#skipBlanks();
    }
    const char = this.#char();
    if (char === "" || char === "#" || char === "|" || char === ">") return;
    if (QUOTES.includes(char)) this.#quoted();
    else if (OPENING.includes(char)) this.#flow();
    else if (char === "*") this.#alias();
    else this.#plain();
    this.#skipBlanks();
  }

  #alias(): void {
    const start = this.#at++;
    while (/[\w-]/.test(this.#char())) this.#at++;
    if (this.#char() === ":" && this.#at > start + 1) this.changes.push({ start, end: start + 1, filler: ALIAS });
  }

  #plain(): void {
    for (; !this.#isBreak(this.#at); this.#at++) {
      if (this.#char() === ":" && this.#isBlank(this.#at + 1)) return;
      if (this.#char() === "#" && this.#isBlank(this.#at - 1)) return;
    }
  }

  #quoted(): void {
    const quote = this.#char();
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#char();
      if (char === quote) {
        this.#at++;
        if (quote !== "'" || this.#char() !== "'") return;
      } else if (char === "\\" && quote === '"') this.#at++;
      this.#blankBreak();
    }
  }

  #flow(): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const char = this.#char();
      if (QUOTES.includes(char) && /[\s[{,:]/.test(this.#text.charAt(this.#at - 1))) {
        this.#quoted();
        continue;
      }
      if (OPENING.includes(char)) depth++;
      else if (CLOSING.includes(char)) depth--;
      else if (char === "#" && this.#isBlank(this.#at - 1)) {
        const start = this.#at;
        while (!this.#isBreak(this.#at)) this.#at++;
        this.#blank(start, this.#at);
        continue;
      }
      this.#blankBreak();
      this.#at++;
      if (depth === 0) return;
    }
  }

  #skipBlockScalar(parent: number): void {
    while (this.#at < this.#text.length) {
      const lineStart = this.#at;
      const column = this.#skipBlanks() - lineStart;
      const isInside = this.#isBreak(this.#at) || column > parent;
      this.#at = isInside ? nextLine(this.#text, lineStart) : lineStart;
      if (!isInside) return;
    }
  }

  #blankBreak(): void {
    if (this.#char() !== "\n") return;
    const hasReturn = this.#text.charAt(this.#at - 1) === "\r";
    this.#blank(hasReturn ? this.#at - 1 : this.#at, this.#at + 1);
  }

  #blank(start: number, end: number): void {
    this.changes.push({ start, end, filler: " " });
  }

  #char(): string {
    return this.#text.charAt(this.#at);
  }

  #skipBlanks(): number {
    while (this.#char() === " " || this.#char() === "\t") this.#at++;
    return this.#at;
  }

  #isBreak(at: number): boolean {
    const char = this.#text.charAt(at);
    return char === "" || char === "\n" || char === "\r";
  }

  #isBlank(at: number): boolean {
    const char = this.#text.charAt(at);
    return char === " " || char === "\t" || this.#isBreak(at);
  }
}
