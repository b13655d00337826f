/** Parses the part of Go's template language that says the same wherever it is run: no templates in templates, no variables. */

export type Operand =
  | { readonly is: "literal"; readonly value: string | number | boolean | null }
  /** `.a.b`, or fields of a pipeline in parentheses. */
  | { readonly is: "fields"; readonly of: Pipeline | undefined; readonly names: readonly string[] };

/** A value, or a function with its arguments. */
export type Command =
  | { readonly is: "value"; readonly value: Operand }
  | { readonly is: "call"; readonly name: string; readonly args: readonly Operand[] };

/** Each command gets the value of the one before as its last argument. */
export type Pipeline = readonly Command[];

export type Node =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "print"; readonly pipeline: Pipeline }
  | {
      readonly is: "if" | "with" | "range";
      readonly pipeline: Pipeline;
      readonly then: readonly Node[];
      readonly otherwise: readonly Node[];
    };

/** Why a template is not read; the whole of it is then unknown. */
export class Undecidable extends Error {}

/** Deeper than anybody nests blocks and parentheses. */
const MOST_NESTED = 50;

const TOKEN = /\s+|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[-+]?\d+(?:\.\d+)?(?![\w.])|\.[A-Za-z_]\w*|[A-Za-z_]\w*|\.|[|()]/y;

export function parseTemplate(text: string): readonly Node[] {
  return new Parser(text).nodes();
}

class Parser {
  readonly #pieces: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    // Text and actions take turns; a hyphen inside the braces trims the text beside it.
    this.#pieces = pieces(text);
  }

  nodes(): Node[] {
    const nodes = this.#block([]);
    if (this.#at < this.#pieces.length) throw new Undecidable("`{{ end }}` closes nothing");
    return nodes;
  }

  /** Up to an action that begins with one of the words, which is left for the caller. */
  #block(until: readonly string[]): Node[] {
    if (++this.#depth > MOST_NESTED) throw new Undecidable("blocks are nested too deeply");
    const nodes: Node[] = [];
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at] ?? "";
      const isAction = this.#at % 2 === 1;
      const word = /^\w*/.exec(piece)?.[0] ?? "";
      if (isAction && until.includes(word)) break;
      if (isAction && (word === "end" || word === "else")) break;
      this.#at++;
      if (!isAction) {
        if (piece !== "") nodes.push({ is: "text", text: piece });
      } else if (word === "if" || word === "with" || word === "range") nodes.push(this.#branch(word, piece));
      else if (!piece.startsWith("/*")) nodes.push({ is: "print", pipeline: parsePipeline(piece) });
    }
    this.#depth--;
    return nodes;
  }

  #branch(is: "if" | "with" | "range", action: string): Node {
    const pipeline = parsePipeline(action.slice(is.length));
    const then = this.#block(["else", "end"]);
    const next = this.#pieces[this.#at++];
    if (next === undefined) throw new Undecidable(`\`{{ ${is} }}\` is not closed`);
    if (next === "end") return { is, pipeline, then, otherwise: [] };
    const chained = /^else\s+(if\b.*)$/s.exec(next)?.[1];
    if (chained !== undefined) {
      // What follows `else if` shares its `end`.
      if (++this.#depth > MOST_NESTED) throw new Undecidable("blocks are nested too deeply");
      const otherwise = [this.#branch("if", chained)];
      this.#depth--;
      return { is, pipeline, then, otherwise };
    }
    if (next !== "else") throw new Undecidable(`\`${next}\` is not supported`);
    const otherwise = this.#block(["end"]);
    if (this.#pieces[this.#at++] !== "end") throw new Undecidable(`\`{{ ${is} }}\` is not closed`);
    return { is, pipeline, then, otherwise };
  }
}

function pieces(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  let trimNext = false;
  for (;;) {
    const open = text.indexOf("{{", from);
    const raw = open < 0 ? text.slice(from) : text.slice(from, open);
    const trimEnd = open >= 0 && /^-\s/.test(text.slice(open + 2, open + 4));
    const left = trimNext ? raw.trimStart() : raw;
    found.push(trimEnd ? left.trimEnd() : left);
    if (open < 0) return found;
    const close = closing(text, open + 2);
    if (close === undefined) throw new Undecidable("`{{` is not closed");
    const action = text.slice(trimEnd ? open + 3 : open + 2, close);
    trimNext = /\s-$/.test(action);
    found.push((trimNext ? action.slice(0, -1) : action).trim());
    from = close + 2;
  }
}

/** Where `}}` stands outside of texts. */
function closing(text: string, from: number): number | undefined {
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? "";
    if (quote !== "") {
      if (char === "\\" && quote === '"') at++;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "`") quote = char;
    else if (char === "}" && text[at + 1] === "}") return at;
  }
  return undefined;
}

function parsePipeline(text: string): Pipeline {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Undecidable(`\`${text.slice(at).trim()}\` is not supported`);
    // A space parts `.a .b` from `.a.b`.
    tokens.push(/^\s/.test(match[0]) ? " " : match[0]);
  }
  const reader = { tokens, at: 0, depth: 0 };
  const pipeline = readPipeline(reader);
  if (reader.at < tokens.length) throw new Undecidable(`\`${tokens[reader.at]}\` is not supported`);
  return pipeline;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

function readPipeline(reader: Reader): Pipeline {
  if (++reader.depth > MOST_NESTED) throw new Undecidable("parentheses are nested too deeply");
  const commands: Command[] = [];
  for (;;) {
    commands.push(readCommand(reader));
    if (reader.tokens[reader.at] !== "|") break;
    reader.at++;
  }
  reader.depth--;
  return commands;
}

function readCommand(reader: Reader): Command {
  skipSpace(reader);
  const word = reader.tokens[reader.at] ?? "";
  const isName = /^[A-Za-z_]/.test(word) && !["true", "false", "nil"].includes(word);
  if (isName) reader.at++;
  const operands: Operand[] = [];
  for (;;) {
    skipSpace(reader);
    const next = reader.tokens[reader.at];
    if (next === undefined || next === "|" || next === ")") break;
    operands.push(readOperand(reader));
  }
  if (isName) return { is: "call", name: word, args: operands };
  const [value] = operands;
  if (value === undefined || operands.length > 1) throw new Undecidable("an action is not supported");
  return { is: "value", value };
}

function readOperand(reader: Reader): Operand {
  const token = reader.tokens[reader.at++] ?? "";
  if (token === "(") {
    const of = readPipeline(reader);
    skipSpace(reader);
    if (reader.tokens[reader.at++] !== ")") throw new Undecidable("a parenthesis is not closed");
    return { is: "fields", of, names: readFields(reader) };
  }
  if (token === ".") return { is: "fields", of: undefined, names: [] };
  if (token.startsWith(".")) return { is: "fields", of: undefined, names: [token.slice(1), ...readFields(reader)] };
  if (token.startsWith("`")) return { is: "literal", value: token.slice(1, -1) };
  if (token.startsWith('"')) return { is: "literal", value: unquoted(token) };
  if (/^[-+]?\d/.test(token)) return { is: "literal", value: Number(token) };
  if (token === "true" || token === "false") return { is: "literal", value: token === "true" };
  if (token === "nil") return { is: "literal", value: null };
  if (/^[A-Za-z_]/.test(token)) return { is: "fields", of: [{ is: "call", name: token, args: [] }], names: [] };
  throw new Undecidable(`\`${token}\` is not supported`);
}

function readFields(reader: Reader): string[] {
  const names: string[] = [];
  for (let next = reader.tokens[reader.at]; next !== undefined && /^\.\w/.test(next); next = reader.tokens[reader.at]) {
    names.push(next.slice(1));
    reader.at++;
  }
  return names;
}

function skipSpace(reader: Reader): void {
  if (reader.tokens[reader.at] === " ") reader.at++;
}

function unquoted(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    throw new Undecidable(`\`${token}\` is not supported`);
  }
}
