/** What the schema of one of netpol's own files says of a place in it. */

import type { PathStep } from "../../syntax/context-at.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import type { JsonSchema } from "./json-schema.js";

/** Undefined where the schema has nothing. */
export function schemaAt(root: JsonSchema, path: readonly PathStep[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((schema, step) => schema && below(schema, step), root);
}

function below(schema: JsonSchema, step: PathStep): JsonSchema | undefined {
  const forms = formsOf(schema);
  if (typeof step === "number") return forms.find((it) => it.items !== undefined)?.items;
  // A key of the prototype is not a setting.
  const own = forms.find((it) => it.properties !== undefined && Object.hasOwn(it.properties, step));
  return own?.properties?.[step] ?? forms.map((it) => it.additionalProperties).find((it) => typeof it === "object");
}

/** True where the schema takes a map, a list, and so on. */
export function takes(schema: JsonSchema, type: string): boolean {
  return formsOf(schema).some((it) => [it.type].flat().includes(type));
}

function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...(schema.anyOf ?? [])];
}

/** Steps from the root to a node; every item of a list is the first, for they are all alike. */
export function pathOf(node: YamlNode): PathStep[] {
  const path: PathStep[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) path.unshift(at.key ?? 0);
  return path;
}

/** True for the map of rules to levels in the settings, at the top and in an item of `overrides`. */
export function isMapOfRules(path: readonly PathStep[]): boolean {
  return path.at(-1) === "rules" && (path.length === 1 || (path.length === 3 && path[0] === "overrides"));
}
