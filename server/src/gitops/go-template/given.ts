/** Values of templates: what counts as true, how they print, and what functions take them for. */

import type { Plain } from "../../kustomize/index.js";
import { Undecidable, UnknownValue } from "./undecidable.js";

/** A value of a template; undefined is what a missing key gives. */
export type Given = Plain | undefined;

/**
 * Whose templates they are. `argo`: all numbers are floats, as encoding/json reads them. `flux-operator`: whole numbers are
 * integers, as Kubernetes' own JSON reader has it. `helm`: as `argo`, but what is missing prints as nothing.
 */
export type Dialect = "argo" | "flux-operator" | "helm";

/** What `if` takes for true: all but what is missing, empty or zero. */
export function isTrue(value: Given): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return false;
  return Array.isArray(value) ? value.length > 0 : typeof value !== "object" || Object.keys(value).length > 0;
}

/** As Go prints a value; lists and maps are not, their form is nobody's intent. */
export function printed(value: Given, dialect: Dialect): string {
  if (value === undefined || value === null) return dialect === "helm" ? "" : "<no value>";
  if (typeof value === "object") throw new Undecidable("a list or map is printed");
  if (typeof value !== "number" || (dialect === "flux-operator" && Number.isSafeInteger(value))) return String(value);
  return printedFloat(value);
}

/** From a million on floats have an exponent. */
function printedFloat(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) {
    const [mantissa = "", exponent = ""] = value.toExponential().split("e");
    return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
  }
  return String(value);
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

/** Marks a map that may have more keys than are known: any, or these. */
const OPEN = Symbol("open");

interface Opened {
  readonly [OPEN]?: ReadonlySet<string> | "any";
}

/** The map, of which no key that is missing is known to be missing; of some keys alone if they are given. */
export function opened<T extends object>(map: T, keys: ReadonlySet<string> | "any" = "any"): T {
  return { ...map, [OPEN]: keys };
}

/** @throws {Undecidable} where nobody knows. */
export function isIn(map: { readonly [key: string]: Plain }, name: string): boolean {
  if (Object.hasOwn(map, name)) return true;
  const open = (map as Opened)[OPEN];
  if (open === "any" || open?.has(name) === true) throw new UnknownValue(name);
  return false;
}

export function isGiven(value: Given): value is Plain {
  return value !== undefined && value !== null;
}

export function textOf(value: Given): string {
  if (typeof value !== "string") throw new Undecidable("a value is not a string");
  return value;
}

export function numberOf(value: Given): number {
  if (typeof value !== "number") throw new Undecidable("a value is not a number");
  return value;
}

export function listOf(value: Given): readonly Plain[] {
  if (!Array.isArray(value)) throw new Undecidable("a value is not a list");
  return value as readonly Plain[];
}

export function mapOf(value: Given): { readonly [key: string]: Plain } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Undecidable("a value is not a map");
  }
  return value as { readonly [key: string]: Plain };
}

export function scalarOf(value: Given): string | number | boolean | null | undefined {
  if (typeof value === "object" && value !== null) throw new Undecidable("lists or maps are compared");
  return value;
}
