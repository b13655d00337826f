/** Parses pipelines of Go templates: values, fields, variables and calls, joined by `|`. */

import { Undecidable } from "./undecidable.js";

export type Operand =
  | { readonly is: "literal"; readonly value: string | number | boolean | null }
  /** `.a.b`, or fields of a pipeline in parentheses. */
  | { readonly is: "fields"; readonly of: Pipeline | undefined; readonly names: readonly string[] }
  /** `$a.b`; `$` alone has an empty name. */
  | { readonly is: "variable"; readonly name: string; readonly names: readonly string[] };

/** A value, or a function with its arguments. */
export type Command =
  | { readonly is: "value"; readonly value: Operand }
  | { readonly is: "call"; readonly name: string; readonly args: readonly Operand[] };

/** Each command gets the value of the one before as its last argument. */
export type Pipeline = readonly Command[];

/** Deeper than anybody nests blocks and parentheses. */
export const MOST_NESTED = 50;

const TOKEN = /\s+|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[-+]?\d+(?:\.\d+)?(?![\w.])|\.[A-Za-z_]\w*|\$\w*|[A-Za-z_]\w*|\.|[|()]/y;

export function parsePipeline(text: string): Pipeline {
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
  // A name with fields is a value: `inputs.name`.
  const isCall = isName(word) && !isField(reader.tokens[reader.at + 1]);
  if (isCall) reader.at++;
  const operands: Operand[] = [];
  for (;;) {
    skipSpace(reader);
    const next = reader.tokens[reader.at];
    if (next === undefined || next === "|" || next === ")") break;
    operands.push(readOperand(reader));
  }
  if (isCall) return { is: "call", name: word, args: operands };
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
  if (token.startsWith("$")) return { is: "variable", name: token.slice(1), names: readFields(reader) };
  if (token.startsWith("`")) return { is: "literal", value: token.slice(1, -1) };
  if (token.startsWith('"')) return { is: "literal", value: unquoted(token) };
  if (/^[-+]?\d/.test(token)) return { is: "literal", value: Number(token) };
  if (token === "true" || token === "false") return { is: "literal", value: token === "true" };
  if (token === "nil") return { is: "literal", value: null };
  if (isName(token)) return { is: "fields", of: [{ is: "call", name: token, args: [] }], names: readFields(reader) };
  throw new Undecidable(`\`${token}\` is not supported`);
}

function readFields(reader: Reader): string[] {
  const names: string[] = [];
  for (let next = reader.tokens[reader.at]; isField(next); next = reader.tokens[reader.at]) {
    names.push(next.slice(1));
    reader.at++;
  }
  return names;
}

function isName(token: string): boolean {
  return /^[A-Za-z_]/.test(token) && !["true", "false", "nil"].includes(token);
}

function isField(token: string | undefined): token is string {
  return token !== undefined && /^\.\w/.test(token);
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
