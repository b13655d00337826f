/** Parses the part of Go's template language that says the same wherever it is run: no templates in templates. */

import { BRACES, type Delimiters, type Piece, pieces } from "./pieces.js";
import { MOST_NESTED, parsePipeline, type Pipeline } from "./pipeline.js";
import { Undecidable } from "./undecidable.js";

export interface Branch {
  readonly is: "if" | "with" | "range";
  /** Variables that it declares for its block; of a range over two, the key and the value. */
  readonly names: readonly string[];
  readonly pipeline: Pipeline;
  readonly then: readonly Node[];
  readonly otherwise: readonly Node[];
}

export type Node =
  | { readonly is: "text"; readonly text: string; readonly at: number }
  | { readonly is: "print"; readonly pipeline: Pipeline; readonly at: number; readonly end: number }
  | { readonly is: "set"; readonly name: string; readonly declares: boolean; readonly pipeline: Pipeline }
  | Branch;

export function parseTemplate(text: string, delimiters: Delimiters = BRACES): readonly Node[] {
  return new Parser(text, delimiters).nodes();
}

const ASSIGNED = /^\$(\w+)\s*(?:,\s*\$(\w+)\s*)?(:?=)\s*/;

class Parser {
  readonly #pieces: readonly Piece[];
  #at = 0;
  #depth = 0;

  constructor(text: string, delimiters: Delimiters) {
    this.#pieces = pieces(text, delimiters);
  }

  nodes(): Node[] {
    const nodes = this.#block();
    if (this.#at < this.#pieces.length) throw new Undecidable("an `end` or `else` closes nothing");
    return nodes;
  }

  /** Up to an `end` or `else`, which is left for the caller. */
  #block(): Node[] {
    if (++this.#depth > MOST_NESTED) throw new Undecidable("blocks are nested too deeply");
    const nodes: Node[] = [];
    while (this.#at < this.#pieces.length) {
      const { text, start, end } = this.#pieces[this.#at] as Piece;
      const isAction = this.#at % 2 === 1;
      const word = /^\w*/.exec(text)?.[0] ?? "";
      if (isAction && (word === "end" || word === "else")) break;
      this.#at++;
      if (!isAction) {
        if (text !== "") nodes.push({ is: "text", text, at: start });
      } else if (word === "if" || word === "with" || word === "range") nodes.push(this.#branch(word, text));
      else if (!text.startsWith("/*")) nodes.push(actionOf(text, start, end));
    }
    this.#depth--;
    return nodes;
  }

  #branch(is: Branch["is"], action: string): Branch {
    const said = action.slice(is.length).trimStart();
    const [assigned, first, second, sign] = ASSIGNED.exec(said) ?? [];
    if (sign === "=" || (second !== undefined && is !== "range")) throw new Undecidable(`\`${said}\` is not supported`);
    const names = [first, second].filter((it) => it !== undefined);
    const head = { is, names, pipeline: parsePipeline(said.slice(assigned?.length ?? 0)) };
    const then = this.#block();
    const next = this.#pieces[this.#at++]?.text;
    if (next === undefined) throw new Undecidable(`\`${is}\` is not closed`);
    if (next === "end") return { ...head, then, otherwise: [] };
    const chained = /^else\s+(if\b.*)$/s.exec(next)?.[1];
    if (chained !== undefined) {
      // What follows `else if` shares its `end`.
      if (++this.#depth > MOST_NESTED) throw new Undecidable("blocks are nested too deeply");
      const otherwise = [this.#branch("if", chained)];
      this.#depth--;
      return { ...head, then, otherwise };
    }
    if (next !== "else") throw new Undecidable(`\`${next}\` is not supported`);
    const otherwise = this.#block();
    if (this.#pieces[this.#at++]?.text !== "end") throw new Undecidable(`\`${is}\` is not closed`);
    return { ...head, then, otherwise };
  }
}

function actionOf(text: string, at: number, end: number): Node {
  const [assigned, name, second, sign] = ASSIGNED.exec(text) ?? [];
  if (assigned === undefined || name === undefined) return { is: "print", pipeline: parsePipeline(text), at, end };
  if (second !== undefined) throw new Undecidable(`\`${text}\` is not supported`);
  return { is: "set", name, declares: sign === ":=", pipeline: parsePipeline(text.slice(assigned.length)) };
}
