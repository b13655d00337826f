/** Functions of templates that make strings of strings: those of Go, of sprig, and of who runs the templates. */

import { re2Replaced } from "../../base/re2-replace.js";
import { type Dialect, type Given, isGiven, listOf, numberOf, printed, textOf } from "./given.js";
import { Undecidable } from "./undecidable.js";

export type Fn = (args: readonly Given[], dialect: Dialect) => Given;

const MOST_TEXT = 100_000;

export const TEXT_FUNCTIONS: readonly (readonly [string, Fn])[] = [
  ["lower", ([text]) => textOf(text).toLowerCase()],
  ["upper", ([text]) => textOf(text).toUpperCase()],
  ["trim", ([text]) => textOf(text).trim()],
  ["trimAll", ([characters, text]) => trimmed(textOf(text), textOf(characters))],
  ["trimPrefix", ([prefix, text]) => without(textOf(text), textOf(prefix), "start")],
  ["trimSuffix", ([suffix, text]) => without(textOf(text), textOf(suffix), "end")],
  ["replace", ([from, to, text]) => replaced(textOf(text), textOf(from), textOf(to))],
  ["regexReplaceAll", ([expression, text, by]) => regexReplaced(textOf(expression), textOf(text), textOf(by), false)],
  [
    "regexReplaceAllLiteral",
    ([expression, text, by]) => regexReplaced(textOf(expression), textOf(text), textOf(by), true),
  ],
  ["contains", ([part, text]) => textOf(text).includes(textOf(part))],
  ["hasPrefix", ([part, text]) => textOf(text).startsWith(textOf(part))],
  ["hasSuffix", ([part, text]) => textOf(text).endsWith(textOf(part))],
  ["splitList", ([separator, text]) => textOf(text).split(textOf(separator))],
  ["join", ([separator, list], dialect) => joined(list, textOf(separator), dialect)],
  ["trunc", ([count, text]) => truncated(textOf(text), numberOf(count))],
  ["substr", ([start, end, text]) => piece(textOf(text), numberOf(start), numberOf(end))],
  ["repeat", ([count, text]) => repeated(textOf(text), numberOf(count))],
  ["nospace", ([text]) => textOf(text).replaceAll(/\s/g, "")],
  ["indent", ([spaces, text]) => indented(textOf(text), numberOf(spaces))],
  ["nindent", ([spaces, text]) => `\n${indented(textOf(text), numberOf(spaces))}`],
  ["normalize", ([text]) => normalized(textOf(text))],
  ["slugify", (args) => slug(args)],
  ["quote", (args, dialect) => quotedAll(args, (it) => JSON.stringify(printed(it, dialect)))],
  ["squote", (args, dialect) => quotedAll(args, (it) => `'${printed(it, dialect)}'`)],
  ["cat", (args, dialect) => quotedAll(args, (it) => printed(it, dialect))],
  ["toString", ([value], dialect) => printed(value, dialect)],
  ["print", (args, dialect) => args.map((it) => printed(it, dialect)).join("")],
  ["printf", ([format, ...args], dialect) => formatted(textOf(format), args, dialect)],
];

/** A name as Kubernetes takes it: Argo CD's own function, also behind `path.basenameNormalized`. */
export function normalized(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/g, "-")
    .slice(0, 253)
    .replace(/^[-.]+/, "")
    .replace(/[-.]+$/, "");
}

function quotedAll(args: readonly Given[], quote: (it: Given) => string): string {
  return args.filter(isGiven).map(quote).join(" ");
}

function joined(list: Given, separator: string, dialect: Dialect): string {
  return listOf(list)
    .map((it) => printed(it, dialect))
    .join(separator);
}

function without(text: string, part: string, where: "start" | "end"): string {
  if (where === "start") return text.startsWith(part) ? text.slice(part.length) : text;
  return part !== "" && text.endsWith(part) ? text.slice(0, -part.length) : text;
}

function trimmed(text: string, characters: string): string {
  const chars = [...text];
  const isOther = (it: string): boolean => !characters.includes(it);
  const start = chars.findIndex(isOther);
  return start < 0 ? "" : chars.slice(start, chars.findLastIndex(isOther) + 1).join("");
}

function replaced(text: string, from: string, to: string): string {
  return bounded(from === "" ? text : text.split(from).join(to));
}

/** References to groups are not read. */
function regexReplaced(expression: string, text: string, by: string, literal: boolean): string {
  if (!literal && by.includes("$")) throw new Undecidable("a replacement uses groups");
  const made = re2Replaced(expression, text, by);
  if (made === undefined) throw new Undecidable("a regular expression is not supported");
  return bounded(made);
}

function truncated(text: string, count: number): string {
  return count < 0 ? text.slice(Math.max(0, text.length + count)) : text.slice(0, count);
}

function piece(text: string, start: number, end: number): string {
  if (start < 0) return text.slice(0, Math.max(0, end));
  return text.slice(start, end < 0 || end > text.length ? undefined : end);
}

function repeated(text: string, count: number): string {
  if (count < 0 || text.length * count > MOST_TEXT) throw new Undecidable("a string becomes too long");
  return text.repeat(count);
}

function indented(text: string, spaces: number): string {
  if (!(spaces >= 0 && spaces <= 1_000)) throw new Undecidable("an indentation is not supported");
  const pad = " ".repeat(spaces);
  return bounded(pad + text.replaceAll("\n", `\n${pad}`));
}

/** What all versions of the library make of plain words: https://github.com/gosimple/slug. */
function slug(args: readonly Given[]): string {
  const text = textOf(args[0]);
  // Some signs become words, as do letters of other alphabets.
  if (args.length > 1 || !/^[^"'`&@\x7f-\u{10ffff}]{0,50}$/u.test(text))
    throw new Undecidable("the arguments of `slugify` are not supported");
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replaceAll(/-{2,}/g, "-")
    .replaceAll(/^[-_]+|[-_]+$/g, "");
}

/** Verbs without width: of Go's `fmt`, those that say the same of strings, whole numbers and booleans. */
function formatted(format: string, args: readonly Given[], dialect: Dialect): string {
  let next = 0;
  const made = format.replaceAll(/%(.?)/gs, (_, verb: string) => {
    if (verb === "%") return "%";
    const value = args[next++];
    if (verb === "s") return textOf(value);
    if (verb === "q") return JSON.stringify(textOf(value));
    if (verb === "d" && dialect === "flux-operator" && Number.isSafeInteger(value)) return String(value);
    if (verb === "v" && isGiven(value)) return printed(value, dialect);
    throw new Undecidable(`\`%${verb}\` is not supported`);
  });
  if (next !== args.length) throw new Undecidable("a format has too few or too many arguments");
  return bounded(made);
}

function bounded(text: string): string {
  if (text.length > MOST_TEXT) throw new Undecidable("a string becomes too long");
  return text;
}
