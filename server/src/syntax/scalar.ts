/**
 * Types of plain scalars as Kubernetes reads them: YAML 1.1 as go-yaml v2 resolves it (KV-25), so `on`, `yes`
 * and `y` are booleans, `0755` is octal and `1_000` a number, while a bare date stays a string (KV-21).
 */

export type ScalarType = "string" | "integer" | "float" | "boolean" | "null";

export interface ScalarValue {
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
}

const TRUE = new Set(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]);
const FALSE = new Set(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]);
const NULL = new Set(["", "~", "null", "Null", "NULL"]);
const SPECIAL_FLOAT = /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** Characters of `false`, the longest of these words. */
const LONGEST_WORD = 5;

/** The type and value of a plain scalar's text. */
export function resolvePlain(text: string): ScalarValue {
  if (text.length <= LONGEST_WORD) {
    if (NULL.has(text)) return { type: "null", value: null };
    if (TRUE.has(text)) return { type: "boolean", value: true };
    if (FALSE.has(text)) return { type: "boolean", value: false };
  }
  const first = text.charCodeAt(0);
  // Only text that begins with a digit, a sign or a dot can be a number.
  if (!((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e)) {
    return { type: "string", value: text };
  }
  const digits = text.replaceAll("_", "");
  const integer = goInteger(digits);
  if (integer !== undefined && fitsInteger(integer)) return { type: "integer", value: integer };
  // Objects travel as JSON, where a whole number has lost its fraction: `8.0`, and `08`, which is no octal number.
  if (FLOAT.test(digits)) return { type: fitsInteger(Number(digits)) ? "integer" : "float", value: Number(digits) };
  if (SPECIAL_FLOAT.test(text)) {
    const infinity = first === 0x2d ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return { type: "float", value: /nan/i.test(text) ? Number.NaN : infinity };
  }
  return { type: "string", value: text };
}

/** What does not fit into 64 bits is read as a float. */
function fitsInteger(value: number): boolean {
  return Number.isInteger(value) && value < 2 ** 64 && value >= -(2 ** 63);
}

/** Go's `strconv.ParseInt(text, 0, 64)`: the prefix names the base, a leading zero means octal. */
export function goInteger(text: string): number | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const magnitude =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : binary !== undefined
        ? Number.parseInt(binary, 2)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : Number.parseInt(decimal ?? "", 10);
  return sign === "-" ? -magnitude : magnitude;
}
