/** Plain data → the source text of one YAML scalar, quoted only where it has to be. */

import { resolvePlain } from "./scalar.js";

export type ScalarData = string | number | boolean | null;
/** Where the scalar will stand: flow collections give commas and brackets a meaning. */
export type ScalarContext = "block" | "flow" | "json";
export type Quoting = "as-needed" | "single" | "double";

/** Characters that mean something else at the start of a plain scalar (YAML 1.2.2 §7.3.3, `c-indicator`). */
const LEADING_INDICATOR = /^[-?:](?:[\s,[\]{}]|$)|^[,[\]{}#&*!|>'"%@`]/;
const INNER_INDICATOR = /:(?:[ \t]|$)|[ \t]#/;
const FLOW_INDICATOR = /[,[\]{}]/;
/** Whatever is not printable, or is folded away, when written raw: only a double-quoted scalar can hold it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NEEDS_ESCAPE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;
const MARKER = /^(?:---|\.\.\.)(?:\s|$)/;

/**
 * @param quoting How strings are quoted even if they need not be: an editor keeps the quotes it finds. Numbers,
 * booleans and null are never quoted.
 */
export function scalarText(value: ScalarData, context: ScalarContext, quoting: Quoting = "as-needed"): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (context === "json") return doubleQuoted(value);
  if (quoting === "as-needed" && isPlain(value, context)) return value;
  const single =
    !NEEDS_ESCAPE.test(value) && (quoting === "single" || (quoting === "as-needed" && /["\\]/.test(value)));
  return single ? `'${value.replaceAll("'", "''")}'` : doubleQuoted(value);
}

/** True when the text, written without quotes, is read as this very string. */
export function isPlain(text: string, context: ScalarContext): boolean {
  // A merge key is a string to nobody (KV-25), and the marker of a document is one at the start of a line only.
  if (text === "<<" || MARKER.test(text)) return false;
  if (resolvePlain(text).type !== "string") return false;
  if (LEADING_INDICATOR.test(text) || INNER_INDICATOR.test(text) || NEEDS_ESCAPE.test(text)) return false;
  if (text.startsWith(" ") || text.endsWith(" ")) return false;
  return context === "block" || !FLOW_INDICATOR.test(text);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return String(value);
}

/** JSON's escapes are YAML's too; what YAML would not print is escaped on top. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
