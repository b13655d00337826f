/**
 * Reads what of an expression in CEL is literal: lists, maps with texts as keys, texts, numbers, words, and `dyn` or `string`
 * round them. Everything else is open: its value only an evaluation tells. Nothing is evaluated here.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md
 */

import type { TextRange } from "../base/source.js";

interface Cel extends TextRange {
  readonly kind: string;
}

export interface CelMap extends Cel {
  readonly kind: "map";
  readonly entries: readonly { readonly key: string; readonly keyAt: TextRange; readonly value: CelValue }[];
}

export interface CelList extends Cel {
  readonly kind: "list";
  readonly items: readonly CelValue[];
}

export interface CelText extends Cel {
  readonly kind: "text";
  readonly value: string;
}

/** A number, `true`, `false` or `null`, as it is written. */
export interface CelWord extends Cel {
  readonly kind: "word";
}

/** A call: `generator.Apply(…)`. */
export interface CelCall extends Cel {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly CelValue[];
}

/** Whatever else: `variables.x`, `object.metadata.name + "-x"`. */
export interface CelOpen extends Cel {
  readonly kind: "open";
  readonly text: string;
}

export type CelValue = CelMap | CelList | CelText | CelWord | CelCall | CelOpen;

const MOST_DEEP = 100;

/** Never throws. What cannot be read is open as a whole. */
export function readCel(text: string): CelValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.blanks();
  return reader.at === text.length ? value : openAt(text, { start: value.start, end: text.trimEnd().length });
}

function openAt(text: string, { start, end }: TextRange): CelOpen {
  return { kind: "open", start, end, text: text.slice(start, end) };
}

class Reader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  blanks(): void {
    const pattern = /(?:\s+|\/\/[^\n]*)*/y;
    pattern.lastIndex = this.at;
    pattern.exec(this.#text);
    this.at = Math.max(this.at, pattern.lastIndex);
  }

  value(depth: number): CelValue {
    this.blanks();
    const start = this.at;
    const value = depth < MOST_DEEP ? this.#literal(depth) : undefined;
    if (value !== undefined) {
      const after = this.at;
      this.blanks();
      // Behind a literal an operator may stand, or a call of it.
      if (this.#isAtEnd()) {
        this.at = after;
        return value;
      }
    }
    this.at = start;
    this.#skip();
    return openAt(this.#text, { start, end: start + this.#text.slice(start, this.at).trimEnd().length });
  }

  #isAtEnd(): boolean {
    return this.at >= this.#text.length || /[,\]})]/.test(this.#text[this.at] ?? "");
  }

  #literal(depth: number): CelValue | undefined {
    switch (this.#text[this.at]) {
      case "{":
        return this.#map(depth);
      case "[": {
        const start = this.at++;
        const items = this.#items("]", depth);
        return items && { kind: "list", start, end: this.at, items };
      }
      case '"':
      case "'":
        return this.#string();
      default:
        return this.#word(depth);
    }
  }

  #map(depth: number): CelMap | undefined {
    const start = this.at++;
    const entries: { key: string; keyAt: TextRange; value: CelValue }[] = [];
    for (;;) {
      this.blanks();
      if (this.#take("}")) return { kind: "map", start, end: this.at, entries };
      const key = this.#string();
      this.blanks();
      if (key === undefined || !this.#take(":")) return undefined;
      entries.push({ key: key.value, keyAt: { start: key.start, end: key.end }, value: this.value(depth + 1) });
      this.blanks();
      if (!this.#take(",") && this.#text[this.at] !== "}") return undefined;
    }
  }

  #items(close: string, depth: number): CelValue[] | undefined {
    const items: CelValue[] = [];
    for (;;) {
      this.blanks();
      if (this.#take(close)) return items;
      const before = this.at;
      items.push(this.value(depth + 1));
      this.blanks();
      if (this.at === before) return undefined;
      if (!this.#take(",") && this.#text[this.at] !== close) return undefined;
    }
  }

  /** Only without escapes, which would make another text of it. */
  #string(): CelText | undefined {
    const pattern = /"([^"\\\n]*)"|'([^'\\\n]*)'/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null || /^(?:"""|''')/.test(this.#text.slice(this.at, this.at + 3))) return undefined;
    const start = this.at;
    this.at = pattern.lastIndex;
    return { kind: "text", start, end: this.at, value: found[1] ?? found[2] ?? "" };
  }

  /** A number, a word, or a call with literals. */
  #word(depth: number): CelWord | CelCall | CelValue | undefined {
    const pattern = /(?:-?\d+(?:\.\d+)?|true|false|null)(?![\w.])|([a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*)\(/y;
    const start = this.at;
    pattern.lastIndex = start;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    const [, name] = found;
    if (name === undefined) return { kind: "word", start, end: this.at };
    const args = this.#items(")", depth);
    if (args === undefined) return undefined;
    const [only, ...more] = args;
    const isPlain = name === "dyn" || (name === "string" && (only?.kind === "text" || only?.kind === "open"));
    if (isPlain && only !== undefined && more.length === 0) return only;
    return { kind: "call", start, end: this.at, name, args };
  }

  /** Goes on to where the value ends: a comma or a bracket that is not opened in it. */
  #skip(): void {
    let depth = 0;
    while (this.at < this.#text.length) {
      const char = this.#text[this.at] ?? "";
      if (char === '"' || char === "'") {
        const pattern = char === '"' ? /"(?:[^"\\]|\\.)*"?/y : /'(?:[^'\\]|\\.)*'?/y;
        pattern.lastIndex = this.at;
        pattern.exec(this.#text);
        this.at = Math.max(this.at + 1, pattern.lastIndex);
        continue;
      }
      if (/[[{(]/.test(char)) depth++;
      else if (/[\]})]/.test(char) && depth-- === 0) return;
      else if (char === "," && depth === 0) return;
      this.at++;
    }
  }

  #take(char: string): boolean {
    if (this.#text[this.at] !== char) return false;
    this.at++;
    return true;
  }
}
