/** Types of YAML values in words, and lists that are written as one text (NP1003). */

import type { TypeName, WrongType } from "../../model/shape-problem.js";

/** A type as what a value is. */
export const TYPE_WORDS: Readonly<Record<TypeName, string>> = {
  object: "a map",
  list: "a list",
  string: "a text",
  integer: "a whole number",
  number: "a fraction",
  boolean: "true or false",
  null: "empty",
  "integer or string": "a whole number or a name",
};

/** The items of a list that is written as one text with commas: `policyTypes: Ingress,Egress`. */
export function listInText({ fitsAsItem, found, text }: WrongType): readonly string[] | undefined {
  if (!fitsAsItem || found !== "string" || text === undefined) return undefined;
  const parts = text
    .replace(/^(["'])(.*)\1$/, "$2")
    .split(",")
    .map((it) => it.trim());
  return parts.length > 1 && parts.every((it) => it !== "") ? parts : undefined;
}
