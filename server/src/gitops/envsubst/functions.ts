/** What envsubst does with the value of a variable, by operator. Each takes and gives text; undefined: the build fails. */

import { matchingPrefixes, readPattern } from "../pattern.js";

type Operation = (value: string, args: readonly string[]) => string | undefined;

/**
 * Values and patterns longer than this are not matched against each other: the work grows with the product, and no real
 * value comes near.
 */
const MOST_TO_MATCH = 4_096;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  length: (value) => String(byteLength(value)),
  ",": (value) => withFirst(value, (it) => it.toLowerCase()),
  ",,": (value) => value.toLowerCase(),
  "^": (value) => withFirst(value, (it) => it.toUpperCase()),
  "^^": (value) => value.toUpperCase(),
  "#": (value, [pattern = ""]) => withoutPrefix(value, pattern, "shortest"),
  "##": (value, [pattern = ""]) => withoutPrefix(value, pattern, "longest"),
  "%": (value, [pattern = ""]) => withoutSuffix(value, pattern, "shortest"),
  "%%": (value, [pattern = ""]) => withoutSuffix(value, pattern, "longest"),
  ":": slice,
  "/": (value, [from = "", to = ""]) => replaceFirst(value, from, to),
  "//": (value, [from = "", to = ""]) => (from === "" ? between(value, to) : value.split(from).join(to)),
  "/#": (value, args) =>
    args.length === 2 && value.startsWith(args[0] ?? "") ? replaceFirst(value, args[0] ?? "", args[1] ?? "") : value,
  "/%": (value, args) =>
    args.length === 2 && value.endsWith(args[0] ?? "")
      ? value.slice(0, value.length - (args[0] ?? "").length) + (args[1] ?? "")
      : value,
};

/** All operators with a default do the same: the arguments stand for a value that is empty (GO-10). */
export function isDefault(operator: string): boolean {
  return /^:?[-=?+]$/.test(operator);
}

export function operate(operator: string, value: string, args: readonly string[]): string | undefined {
  const operation = OPERATIONS[operator];
  return operation === undefined ? (value === "" ? args.join("") : value) : operation(value, args);
}

function withFirst(value: string, change: (char: string) => string): string {
  const [first = ""] = value;
  return change(first) + value.slice(first.length);
}

function withoutPrefix(value: string, pattern: string, which: "shortest" | "longest"): string | undefined {
  if (value.length > MOST_TO_MATCH || pattern.length > MOST_TO_MATCH) return undefined;
  const read = readPattern(pattern);
  if (read === undefined) return value;
  // The empty beginning is never tried.
  const lengths = matchingPrefixes(read, value).filter((it) => it > 0);
  return value.slice((which === "shortest" ? lengths[0] : lengths.at(-1)) ?? 0);
}

/** The suffix is matched from behind, the pattern as it reads backwards. */
function withoutSuffix(value: string, pattern: string, which: "shortest" | "longest"): string | undefined {
  const rest = withoutPrefix(reversed(value), reversed(pattern), which);
  return rest === undefined ? undefined : reversed(rest);
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}

function replaceFirst(value: string, from: string, to: string): string {
  const at = value.indexOf(from);
  return at < 0 ? value : value.slice(0, at) + to + value.slice(at + from.length);
}

/** What Go makes of replacing the empty text: it stands before each character and at the end. */
function between(value: string, to: string): string {
  return to + [...value].map((it) => it + to).join("");
}

/** Offsets count bytes; one that cuts a character in two leaves no text. */
function slice(value: string, [offset = "", length]: readonly string[]): string | undefined {
  const position = goNumber(offset);
  const size = byteLength(value);
  if (position === undefined) return value;
  const start = position < 0 ? Math.max(0, size + position) : position;
  if (length === undefined) return start < size ? fromByte(value, start) : "";
  const count = goNumber(length);
  if (count === undefined) return value;
  if (start + count >= size) return start < size ? fromByte(value, start) : "";
  if (count < 0) return undefined;
  const rest = fromByte(value, start);
  const after = fromByte(value, start + count);
  return rest === undefined || after === undefined ? undefined : rest.slice(0, rest.length - after.length);
}

function goNumber(text: string): number | undefined {
  return /^[-+]?[0-9]{1,18}$/.test(text) ? Number(text) : undefined;
}

function fromByte(value: string, byte: number): string | undefined {
  let bytes = 0;
  let at = 0;
  for (const char of value) {
    if (bytes >= byte) break;
    bytes += bytesOf(char);
    at += char.length;
  }
  return bytes === byte ? value.slice(at) : undefined;
}

function byteLength(value: string): number {
  let bytes = 0;
  for (const char of value) bytes += bytesOf(char);
  return bytes;
}

function bytesOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
