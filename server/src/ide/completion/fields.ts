/** Fields and words that the API has at a place, with what they mean. */

import type { Version, Versions } from "../../base/version.js";
import { isAlive } from "../../schema/constraint.js";
import type { Field, ObjectSchema, Schema } from "../../schema/schema.js";
import type { CompletionItem } from "./item.js";
import { scalarItem } from "./scalar-item.js";
import { fieldOfPath, schemaOfPath } from "./schema-path.js";
import type { TypedPlace } from "./typed-place.js";

const INDENT = 2;

export function fieldItems(place: TypedPlace, versions: Versions): CompletionItem[] {
  const schema = schemaOfPath(place);
  if (schema === undefined || place.kind === undefined) return [];
  const version = versions[place.kind.system.id];
  const { typing, mayBegin } = place.context;
  if (typing === "key") return schema.type === "object" ? keys(place, schema, "", version) : [];
  if (schema.type === "object") {
    if (typing === "item" || mayBegin) return keys(place, schema, typing === "item" ? "- " : "", version);
    return [];
  }
  if (schema.type === "list" && mayBegin) return itemsOf(place, schema.of, version);
  if (schema.type === "list" || schema.type === "map") return emptyOf(place, schema.type);
  return words(place, schema, version);
}

/** A list that is begun on a line of its own. */
function itemsOf(place: TypedPlace, of: Schema, version: Version | undefined): CompletionItem[] {
  if (of.type === "object") return keys(place, of, "- ", version);
  return words(place, of, version).map((it) => ({
    ...it,
    snippet: `${place.before}- ${it.snippet.slice(place.before.length)}`,
  }));
}

/** @param hyphen Written in front where the key begins an item. */
function keys(place: TypedPlace, schema: ObjectSchema, hyphen: string, version: Version | undefined): CompletionItem[] {
  const { context, range, before } = place;
  const isThere = (key: string): boolean => context.typing === "key" && context.siblings.includes(key);
  const isTaken = (key: string): boolean => isThere(key) || isExcluded(schema, key, isThere);
  const column = context.column + hyphen.length;
  return Object.entries(schema.fields)
    .filter(([key, field]) => !isTaken(key) && isOffered(field, version))
    .sort(([, a], [, b]) => Number(b.required === true) - Number(a.required === true))
    .map(([key, field]) => ({
      label: key,
      kind: "field" as const,
      ...(field.required === true ? { detail: "required" } : {}),
      doc: docOf(field),
      range,
      snippet: `${before}${hyphen}${key}${context.hasColon ? "" : `:${behind(field.schema, column, context.flow, version)}`}`,
    }));
}

function isOffered({ schema, since, gone, deprecated, refused }: Field, version: Version | undefined): boolean {
  const lifetime = { ...(since && { since: since.release }), ...(gone && { gone: gone.release }) };
  const takesNothing = schema.type === "list" && schema.most?.count === 0;
  return isAlive(lifetime, version) && deprecated === undefined && refused === undefined && !takesNothing;
}

/** True for a field that does not go together with one that is there. */
function isExcluded({ excludes, choices }: ObjectSchema, key: string, isThere: (key: string) => boolean): boolean {
  const excluded = (excludes ?? []).some(
    ({ field, others }) => (field === key && others.some(isThere)) || (others.includes(key) && isThere(field)),
  );
  const oneOfThemIsThere = (choices ?? []).some(
    ({ of, several }) => several !== undefined && of.includes(key) && of.some(isThere),
  );
  return excluded || oneOfThemIsThere;
}

/** What follows the colon: a blank, or the beginning of what the field holds. */
function behind(schema: Schema, column: number, flow: boolean, version: Version | undefined): string {
  if (flow) return schema.type === "list" ? " [$1]" : schema.type === "object" || schema.type === "map" ? " {$1}" : " ";
  const inner = `\n${" ".repeat(column + INDENT)}`;
  if (schema.type === "list") {
    return `${inner}- ${schema.of.type === "object" ? onlyField(schema.of, column + INDENT + 2, version) : ""}`;
  }
  if (schema.type === "object") return `${inner}${onlyField(schema, column + INDENT, version)}`;
  return schema.type === "map" ? inner : " ";
}

/** The field that an object cannot be without, where it is the only one of that kind. */
function onlyField(schema: ObjectSchema, column: number, version: Version | undefined): string {
  const required = Object.entries(schema.fields).filter(([, it]) => it.required === true && isOffered(it, version));
  const [first, ...more] = required;
  return first === undefined || more.length > 0 ? "" : `${first[0]}:${behind(first[1].schema, column, false, version)}`;
}

function docOf({ doc, empty, missing }: Field): string {
  const forms = [
    ...(empty === undefined ? [] : [`Empty: ${empty}.`]),
    ...(missing === undefined ? [] : [`Omitted: ${missing}.`]),
  ];
  return [doc, ...forms].join("\n\n");
}

/** Behind a key, on its line: the empty form, with what it means. */
function emptyOf(place: TypedPlace, type: "list" | "map"): CompletionItem[] {
  const field = fieldOfPath(place);
  if (field?.empty === undefined) return [];
  const text = type === "list" ? "[]" : "{}";
  const { range, before } = place;
  return [{ label: text, kind: "value", detail: field.empty, range, snippet: `${before}${text}` }];
}

function words(place: TypedPlace, schema: Schema, version: Version | undefined): CompletionItem[] {
  if (schema.type === "boolean") {
    return ["true", "false"].map((text) => ({
      label: text,
      kind: "value" as const,
      range: place.range,
      snippet: `${place.before}${text}`,
    }));
  }
  if (!("values" in schema) || schema.values === undefined) return [];
  const beside = new Set(place.context.siblings);
  return schema.values.each
    .filter((it) => isAlive(it, version) && !(typeof place.path.at(-1) === "number" && beside.has(it.value)))
    .map((it) => scalarItem(place, { text: it.value, kind: "value", says: it.means }));
}
