/**
 * Parses a text with `${VARIABLES}` as Flux's envsubst does (`fluxcd/pkg` envsubst e2cfd1a2, GO-10): what that program takes
 * is taken, what it refuses is refused, its README notwithstanding.
 */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { type Accept, type Mode, Scanner } from "./scanner.js";

export type Part = string | Expansion;

export interface Expansion {
  readonly name: string;
  /** What is done with the value, as written between name and arguments; empty for `${NAME}`. */
  readonly operator: string;
  readonly args: readonly Part[];
  /** Where it stands in the text, braces included. */
  readonly start: number;
  readonly end: number;
}

/** A text that envsubst refuses, which makes the whole build fail. */
export interface BadSubstitution {
  readonly at: number;
  readonly message: string;
}

/** Defaults in defaults: deeper ones than anybody writes are refused, so that no text exhausts the stack. */
const MOST_NESTED = 100;

class Refused extends Error {}

const anything: Accept = () => true;
const identifier: Accept = (char) => /[\p{L}\p{Nd}_]/u.test(char);
const notClosing: Accept = (char) => char !== "}";
const notSlash: Accept = (char) => char !== "/";
const notColonOrClosing: Accept = (char) => char !== ":" && char !== "}";
const only =
  (wanted: string, most = 1): Accept =>
  (char, count) =>
    wanted.includes(char) && count <= most;

const TEXT: Mode = { accept: anything, words: true, open: true, escapes: "dollar" };
const OPERATOR = {
  default: (char: string, count: number) => (count === 1 ? char === ":" : count === 2 && "=-?+".includes(char)),
  replace: (char: string, count: number) => (count === 1 ? char === "/" : count === 2 && "/#%".includes(char)),
};

/** @returns The text in parts, or why it is refused. */
export function parseSubstitutions(text: string): readonly Part[] | BadSubstitution {
  const parser = new Parser(text);
  try {
    return parser.parts();
  } catch (error) {
    if (error instanceof Refused) return { at: parser.opened, message: error.message };
    throw error;
  }
}

class Parser {
  readonly #scanner: Scanner;
  #depth = 0;
  /** Where the outermost expansion that is being read begins. */
  opened = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  parts(): Part[] {
    const parts: Part[] = [];
    for (;;) {
      if (this.#scanner.skipText()) parts.push(this.#scanner.word);
      const start = this.#scanner.at;
      const token = this.#scanner.scan(TEXT);
      if (token === "end") return parts;
      if (token === "word") parts.push(this.#scanner.word);
      else {
        this.opened = start;
        parts.push(this.#expansion(start));
      }
    }
  }

  /** What comes after `${`. */
  #expansion(start: number): Expansion {
    if (++this.#depth > MOST_NESTED) throw new Refused("variables are nested too deeply");
    const made = (name: string, operator: string, args: readonly Part[]): Expansion => {
      this.#close();
      this.#depth--;
      return { name, operator, args, start, end: this.#scanner.at };
    };
    if (this.#scanner.peek() === "#") {
      this.#word(only("#"));
      return made(this.#word(identifier), "length", []);
    }
    const name = this.#word(identifier, "what follows `${` is not a valid variable name");
    switch (this.#scanner.peek()) {
      case "=":
        return made(name, this.#word(only("=")), this.#defaults());
      case ":":
        return "=-?+".includes(this.#scanner.peek(1) || " ")
          ? made(name, this.#word(OPERATOR.default), this.#defaults())
          : made(name, this.#word(only(":")), this.#bounds());
      case ",":
      case "^":
        return made(name, this.#word(only(",^", 2)), []);
      case "#":
        return made(name, this.#word(only("#", 2)), [this.#argument(notClosing)]);
      case "%":
        return made(name, this.#word(only("%", 2)), [this.#argument(notClosing)]);
      case "/":
        return made(name, this.#word(OPERATOR.replace), this.#replacement());
      default:
        return made(name, "", []);
    }
  }

  #defaults(): Part[] {
    const args: Part[] = [];
    while (this.#scanner.peek() !== "}") args.push(this.#argument(notClosing));
    return args;
  }

  /** Offset, and length after a further colon. */
  #bounds(): Part[] {
    const offset = this.#argument(notColonOrClosing);
    if (this.#scanner.peek() === "}") return [offset];
    this.#word((char) => char === ":");
    return [offset, this.#argument(notClosing)];
  }

  #replacement(): Part[] {
    const pattern = this.#argument(notSlash, "slashes");
    this.#word((char) => char === "/");
    return this.#scanner.peek() === "}" ? [pattern] : [pattern, this.#argument(notClosing, "slashes")];
  }

  #argument(accept: Accept, escapes?: Mode["escapes"]): Part {
    const start = this.#scanner.at;
    const mode = { accept, words: true, open: true };
    switch (this.#scanner.scan(escapes === undefined ? mode : { ...mode, escapes })) {
      case "open":
        return this.#expansion(start);
      case "word":
        return this.#scanner.word;
      default:
        throw new Refused("an argument of a `${}` is missing or not closed");
    }
  }

  #word(accept: Accept, otherwise = "envsubst cannot parse a `${}`"): string {
    if (this.#scanner.scan({ accept, words: true }) !== "word") throw new Refused(otherwise);
    return this.#scanner.word;
  }

  #close(): void {
    if (this.#scanner.scan({ accept: anything, close: true }) !== "close") {
      throw new Refused("a `${}` is not closed, or envsubst cannot parse it");
    }
  }
}
