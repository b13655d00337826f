/** The scanner of envsubst: cuts a text into identifiers, `${` and `}`, as the mode of the moment says. */

export type Token = "end" | "word" | "open" | "close" | "illegal";

/** Whether a character goes on with a word, of which it would be the `count`-th. */
export type Accept = (char: string, count: number) => boolean;

export interface Mode {
  readonly accept: Accept;
  /** Words are looked for. */
  readonly words?: boolean;
  readonly open?: boolean;
  readonly close?: boolean;
  /** `$$` stands for `$`; with `slashes`, `\/` for `/` and `\\` for `\` too. */
  readonly escapes?: "dollar" | "slashes";
}

export class Scanner {
  readonly #text: string;
  at = 0;
  /** The last word, escapes resolved. */
  word = "";

  constructor(text: string) {
    this.#text = text;
  }

  /** The character that comes next; empty at the end. */
  peek(ahead = 0): string {
    return this.#text[this.at + ahead] ?? "";
  }

  /** Text up to the next `${` or `$$`; false where one stands here, or the end. */
  skipText(): boolean {
    let next = this.#text.indexOf("$", this.at);
    while (next >= 0 && this.#text[next + 1] !== "{" && this.#text[next + 1] !== "$") {
      next = this.#text.indexOf("$", next + 1);
    }
    const end = next < 0 ? this.#text.length : next;
    if (end === this.at) return false;
    this.word = this.#text.slice(this.at, end);
    this.at = end;
    return true;
  }

  scan(mode: Mode): Token {
    const char = this.peek();
    if (char === "") return "end";
    if (mode.open === true && this.#opens()) {
      this.at += 2;
      return "open";
    }
    if (mode.close === true && char === "}") {
      this.at++;
      return "close";
    }
    return mode.words === true && this.#scanWord(mode) ? "word" : "illegal";
  }

  #opens(): boolean {
    return this.peek() === "$" && this.peek(1) === "{";
  }

  #scanWord(mode: Mode): boolean {
    const pieces: string[] = [];
    let from = this.at;
    let count = 0;
    for (let char = this.peek(); char !== ""; char = this.peek()) {
      if (count > 0 && mode.open === true && this.#opens()) break;
      count++;
      if (this.#escaped(mode)) {
        pieces.push(this.#text.slice(from, this.at));
        from = this.at + 1;
        this.at += 2;
      } else if (mode.accept(char, count)) this.at++;
      else {
        count--;
        break;
      }
    }
    pieces.push(this.#text.slice(from, this.at));
    this.word = pieces.join("");
    return count > 0;
  }

  #escaped({ escapes }: Mode): boolean {
    if (escapes === undefined) return false;
    const [char, next] = [this.peek(), this.peek(1)];
    if (char === "$") return next === "$";
    return escapes === "slashes" && char === "\\" && (next === "/" || next === "\\");
  }
}
