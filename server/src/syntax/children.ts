/** What is in a node, read leniently: nothing where it is of another kind. */

import type { YamlNode } from "./yaml-document.js";

/** The node under a key, unless it is missing or null. */
export function field(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind !== "map") return undefined;
  const value = node.get(key);
  return value === undefined || value.isNull ? undefined : value;
}

export function items(node: YamlNode | undefined): YamlNode[] {
  return node?.kind === "sequence" ? node.items() : [];
}

/** The node under a key if it is a string: what has another type is a complaint of the schema walk. */
export function stringAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const value = field(node, key);
  return value?.scalarType === "string" ? value : undefined;
}

/** As `stringAt`, for a whole number. */
export function integerAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const value = field(node, key);
  return value?.scalarType === "integer" ? value : undefined;
}
