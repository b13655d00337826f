/** Functions that templates may call, as far as they say the same wherever they are run: those of Go, of sprig, of Argo CD. */

import { re2Replaced } from "../../base/re2-replace.js";
import type { Plain } from "../../kustomize/index.js";
import { Undecidable } from "./parse.js";

/** A value of a template; undefined is what a missing key gives. */
export type Given = Plain | undefined;

type Fn = (args: readonly Given[]) => Given;

const FUNCTIONS: ReadonlyMap<string, Fn> = new Map<string, Fn>([
  ["lower", ([text]) => textOf(text).toLowerCase()],
  ["upper", ([text]) => textOf(text).toUpperCase()],
  ["trim", ([text]) => textOf(text).trim()],
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
  ["join", ([separator, list]) => listOf(list).map(printed).join(textOf(separator))],
  ["first", ([list]) => listOf(list)[0]],
  ["last", ([list]) => listOf(list).at(-1)],
  ["trunc", ([count, text]) => truncated(textOf(text), numberOf(count))],
  ["normalize", ([text]) => normalized(textOf(text))],
  [
    "quote",
    (args) =>
      args
        .filter(isGiven)
        .map((it) => JSON.stringify(printed(it)))
        .join(" "),
  ],
  [
    "squote",
    (args) =>
      args
        .filter(isGiven)
        .map((it) => `'${printed(it)}'`)
        .join(" "),
  ],
  ["toString", ([value]) => printed(value)],
  ["print", (args) => args.map(printed).join("")],
  ["default", ([otherwise, value]) => (isTrue(value) ? value : otherwise)],
  ["coalesce", (args) => args.find(isTrue) ?? null],
  ["ternary", ([yes, no, condition]) => (isTrue(condition) ? yes : no)],
  ["empty", ([value]) => !isTrue(value)],
  ["not", ([value]) => !isTrue(value)],
  ["and", (args) => args.find((it) => !isTrue(it)) ?? args.at(-1)],
  ["or", (args) => args.find(isTrue) ?? args.at(-1)],
  ["eq", ([value, ...others]) => others.some((it) => scalarOf(value) === scalarOf(it))],
  ["ne", ([value, other]) => scalarOf(value) !== scalarOf(other)],
  ["hasKey", ([map, key]) => isIn(mapOf(map), textOf(key))],
  ["len", ([value]) => (typeof value === "string" ? value.length : listOf(value).length)],
  ["index", ([value, ...keys]) => keys.reduce(entry, value)],
]);

export function call(name: string, args: readonly Given[]): Given {
  const called = FUNCTIONS.get(name);
  if (called === undefined) throw new Undecidable(`the function \`${name}\` is not supported`);
  return called(args);
}

/** What `if` takes for true: all but what is missing, empty or zero. */
export function isTrue(value: Given): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return false;
  return Array.isArray(value) ? value.length > 0 : typeof value !== "object" || Object.keys(value).length > 0;
}

/** As Go prints a value; lists and maps are not, their form is nobody's intent. */
export function printed(value: Given): string {
  if (value === undefined || value === null) return "<no value>";
  if (typeof value === "object") throw new Undecidable("a list or map is printed");
  return typeof value === "number" ? printedNumber(value) : String(value);
}

/** Numbers of JSON are floats to Go: from a million on they have an exponent. */
function printedNumber(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
  }
  return String(value);
}

/** A name as Kubernetes takes it: Argo CD's own function, also behind `path.basenameNormalized`. */
export function normalized(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/g, "-")
    .slice(0, 253)
    .replace(/^[-.]+/, "")
    .replace(/[-.]+$/, "");
}

/** The value under a key or at a place of a list. */
export function entry(value: Given, key: Given): Given {
  if (Array.isArray(value)) {
    const place = numberOf(key);
    if (place < 0 || place >= value.length) throw new Undecidable("a list has no such item");
    return value[place] as Plain;
  }
  const map = mapOf(value);
  const name = textOf(key);
  return isIn(map, name) ? map[name] : undefined;
}

/** Marks a map that has more keys than are known. */
const OPEN = Symbol("open");

/** The map, of which no key that is missing is known to be missing. */
export function opened<T extends object>(map: T): T {
  return { ...map, [OPEN]: true };
}

/** @throws {Undecidable} where nobody knows. */
function isIn(map: { readonly [key: string]: Plain }, name: string): boolean {
  if (Object.hasOwn(map, name)) return true;
  if (OPEN in map) throw new Undecidable(`\`${name}\` is not in this workspace`);
  return false;
}

function isGiven(value: Given): boolean {
  return value !== undefined && value !== null;
}

function textOf(value: Given): string {
  if (typeof value !== "string") throw new Undecidable("a value is not a string");
  return value;
}

function numberOf(value: Given): number {
  if (typeof value !== "number") throw new Undecidable("a value is not a number");
  return value;
}

function listOf(value: Given): readonly Plain[] {
  if (!Array.isArray(value)) throw new Undecidable("a value is not a list");
  return value as readonly Plain[];
}

function mapOf(value: Given): { readonly [key: string]: Plain } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Undecidable("a value is not a map");
  }
  return value as { readonly [key: string]: Plain };
}

function scalarOf(value: Given): string | number | boolean | null | undefined {
  if (typeof value === "object" && value !== null) throw new Undecidable("lists or maps are compared");
  return value;
}

function without(text: string, part: string, where: "start" | "end"): string {
  if (where === "start") return text.startsWith(part) ? text.slice(part.length) : text;
  return part !== "" && text.endsWith(part) ? text.slice(0, -part.length) : text;
}

const MOST_TEXT = 100_000;

function replaced(text: string, from: string, to: string): string {
  const made = from === "" ? text : text.split(from).join(to);
  if (made.length > MOST_TEXT) throw new Undecidable("a string becomes too long");
  return made;
}

/** References to groups are not read. */
function regexReplaced(expression: string, text: string, by: string, literal: boolean): string {
  if (!literal && by.includes("$")) throw new Undecidable("a replacement uses groups");
  const made = re2Replaced(expression, text, by);
  if (made === undefined || made.length > MOST_TEXT) throw new Undecidable("a regular expression is not supported");
  return made;
}

function truncated(text: string, count: number): string {
  return count < 0 ? text.slice(Math.max(0, text.length + count)) : text.slice(0, count);
}
