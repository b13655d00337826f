/** The fields an object may have, as data: what the structural check walks, hovers explain and suggestions draw on. */

export type Schema = ObjectSchema | ListSchema | MapSchema | ScalarSchema | AnySchema;

export interface ObjectSchema {
  readonly type: "object";
  readonly fields: Readonly<Record<string, Field>>;
}

export interface ListSchema {
  readonly type: "list";
  readonly of: Schema;
}

/** Keys are free, values all alike: `matchLabels`. */
export interface MapSchema {
  readonly type: "map";
  readonly of: ScalarSchema;
}

export interface ScalarSchema {
  readonly type: "string" | "integer" | "boolean" | "integer or string";
  /** The empty text is refused, and so is a null that stands for it. */
  readonly filled?: boolean;
}

/** Not looked into: `metadata.annotations`, `status`. */
export interface AnySchema {
  readonly type: "any";
}

export interface Field {
  readonly schema: Schema;
  /** What the field means, in one or two sentences. */
  readonly doc: string;
  /** What `{}` or `[]`, a missing key and a key with nothing behind it mean, where that is not plain. */
  readonly empty?: string;
  readonly missing?: string;
  readonly null?: string;
  /** The API refuses an object without it. */
  readonly required?: boolean;
  /** It came with that minor of the system, or went with it; other versions drop it like any unknown field. */
  readonly since?: FieldChange;
  readonly gone?: FieldChange;
}

export interface FieldChange {
  readonly minor: number;
  /** The specification's id of what changed. */
  readonly check: string;
}

export const STRING: ScalarSchema = { type: "string" };
export const FILLED_STRING: ScalarSchema = { type: "string", filled: true };
export const INTEGER: ScalarSchema = { type: "integer" };
export const BOOLEAN: ScalarSchema = { type: "boolean" };
export const INTEGER_OR_STRING: ScalarSchema = { type: "integer or string" };
export const ANY: AnySchema = { type: "any" };

export function object(fields: Readonly<Record<string, Field>>): ObjectSchema {
  return { type: "object", fields };
}

export function listOf(schema: Schema): ListSchema {
  return { type: "list", of: schema };
}

export function mapOf(schema: ScalarSchema): MapSchema {
  return { type: "map", of: schema };
}

/** The schema at a dotted path without indices; lists are passed through: `spec.ingress.from`. */
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
