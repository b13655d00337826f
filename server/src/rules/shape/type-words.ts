/** Types of YAML values in words, and lists that are written as one string (NP1003). */

import type { TypeName, WrongType } from "../../model/shape-problem.js";

/** A type, as in "must be a list, not a map". */
export const TYPE_WORDS: Readonly<Record<TypeName, string>> = {
  object: "a map",
  list: "a list",
  string: "a string",
  integer: "an integer",
  number: "a decimal number",
  boolean: "a boolean",
  null: "null",
  "integer or string": "an integer or a string",
};

/** The items of a list that is written as one string with commas: `policyTypes: Ingress,Egress`. */
export function listInText({ fitsAsItem, found, text }: WrongType): readonly string[] | undefined {
  if (!fitsAsItem || found !== "string" || text === undefined) return undefined;
  const parts = text
    .replace(/^(["'])(.*)\1$/, "$2")
    .split(",")
    .map((it) => it.trim());
  return parts.length > 1 && parts.every((it) => it !== "") ? parts : undefined;
}
