/** What a schema has at a path of keys, lists passed through; and where it has a field of a name. */

import type { Field, Schema } from "./schema.js";

/** The schema at a path without indices, lists passed through: `spec.ingress.from`. */
export function schemaAt(root: Schema, path: readonly string[]): Schema | undefined {
  let schema: Schema | undefined = root;
  for (const name of path) {
    schema = fieldAt(schema, name)?.schema;
    if (schema === undefined) return undefined;
  }
  return schema;
}

/** The field a path ends in, with its documentation. */
export function fieldOf(root: Schema, path: readonly string[]): Field | undefined {
  const parent = schemaAt(root, path.slice(0, -1));
  const name = path.at(-1);
  return parent === undefined || name === undefined ? undefined : fieldAt(parent, name);
}

function fieldAt(schema: Schema, name: string): Field | undefined {
  let inner = schema;
  while (inner.type === "list") inner = inner.of;
  return inner.type === "object" && Object.hasOwn(inner.fields, name) ? inner.fields[name] : undefined;
}

/** Dotted paths of the objects that have a field of this name, in the order of the schema; "" is the root. */
export function homesOf(root: Schema, name: string): string[] {
  const homes: string[] = [];
  const visit = (schema: Schema, path: string): void => {
    let inner = schema;
    while (inner.type === "list") inner = inner.of;
    if (inner.type !== "object") return;
    if (Object.hasOwn(inner.fields, name)) homes.push(path);
    for (const [key, field] of Object.entries(inner.fields)) visit(field.schema, path === "" ? key : `${path}.${key}`);
  };
  visit(root, "");
  return homes;
}
