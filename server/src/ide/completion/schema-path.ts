/** The schema of what is typed. */

import { schemaAt } from "../../schema/lookup.js";
import type { Field, Schema } from "../../schema/schema.js";
import type { TypedPlace } from "./typed-place.js";

/**
 * Of a key, that of the map which it is typed into; of a value or an item, its own. Undefined outside of what a schema says.
 */
export function schemaOfPath({ kind, path }: Pick<TypedPlace, "kind" | "path">): Schema | undefined {
  let schema: Schema | undefined = kind?.schema;
  for (const step of path) {
    if (schema === undefined) return undefined;
    if (typeof step === "number") schema = schema.type === "list" ? schema.of : undefined;
    else if (schema.type === "map") schema = schema.of;
    else schema = schemaAt(schema, [step]);
  }
  return schema;
}

/** The field that the path ends in, behind it no list item. */
export function fieldOfPath(place: Pick<TypedPlace, "kind" | "path">): Field | undefined {
  const last = place.path.at(-1);
  if (typeof last !== "string") return undefined;
  const parent = schemaOfPath({ ...place, path: place.path.slice(0, -1) });
  return parent?.type === "object" && Object.hasOwn(parent.fields, last) ? parent.fields[last] : undefined;
}
