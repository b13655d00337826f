/** Types of YAML values, and whether a value is of the type, or of the whole form, that a schema asks for. */

import type { TypeName } from "../model/shape-problem.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Schema } from "./schema.js";

export function typeOf(node: YamlNode): TypeName {
  if (node.kind === "map") return "object";
  if (node.kind === "sequence") return "list";
  const { type } = node.scalar();
  return type === "float" ? "number" : type;
}

export function expectedType(schema: Schema): TypeName {
  if (schema.type === "map" || schema.type === "any") return "object";
  return schema.type;
}

export function fits(found: TypeName, schema: Schema): boolean {
  if (schema.type === "integer or string") return found === "integer" || found === "string";
  if (schema.type === "number") return found === "integer" || found === "number";
  return found === expectedType(schema);
}

/** True when nothing inside the value is unknown there, missing or of a wrong type. */
export function isSound(node: YamlNode, schema: Schema): boolean {
  if (schema.type === "any" || node.isNull) return true;
  if (!fits(typeOf(node), schema)) return false;
  if (schema.type === "list") return node.items().every((it) => isSound(it, schema.of));
  if (schema.type !== "object") return true;
  const entries = node.entries();
  return (
    entries.every(({ key, value }) => {
      const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
      return field !== undefined && isSound(value, field.schema);
    }) &&
    Object.entries(schema.fields).every(([name, { required }]) => required !== true || node.get(name)?.isNull === false)
  );
}
