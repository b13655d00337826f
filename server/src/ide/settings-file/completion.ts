/** What may be typed in `.netpol.yaml`: settings, their values, rules and levels. */

import { RULES } from "../../rules/registry.js";
import { contextsAt, type CursorContext } from "../../syntax/context-at.js";
import { scalarText } from "../../syntax/write-scalar.js";
import { type CompletionItem, plainSnippet } from "../completion/item.js";
import { whatIsReplaced } from "../completion/typed-place.js";
import type { SettingSchema } from "./schema.js";
import { isMapOfRules, schemaAt, takes } from "./schema-at.js";

const INDENT = 2;

interface Place {
  readonly context: CursorContext;
  readonly schema: SettingSchema;
  readonly range: CompletionItem["range"];
  readonly before: string;
}

export function settingItems(text: string, offset: number): CompletionItem[] {
  return contextsAt(text, offset).flatMap((context) => {
    const schema = schemaAt(context.path);
    return schema === undefined ? [] : itemsAt({ context, schema, ...whatIsReplaced(text, context) });
  });
}

function itemsAt(place: Place): CompletionItem[] {
  const { context, schema } = place;
  const { typing, mayBegin, path } = context;
  const hyphen = typing === "item" && !context.flow ? "- " : "";
  if (typing === "key") return isMapOfRules(path) ? rules(place) : keys(place, schema, "");
  if (takes(schema, "object")) {
    if (typing !== "item" && !mayBegin) return [];
    return isMapOfRules(path) ? rules(place) : keys(place, schema, hyphen);
  }
  const { items } = schema;
  if (items === undefined) return values(place, schema, hyphen, schema.default);
  if (!mayBegin) return [];
  const first = Array.isArray(schema.default) ? schema.default[0] : undefined;
  return takes(items, "object") ? keys(place, items, "- ") : values(place, items, "- ", first);
}

function keys({ context, range, before }: Place, schema: SettingSchema, hyphen: string): CompletionItem[] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => context.typing !== "key" || !context.siblings.includes(key))
    .map(([key, of]) => ({
      label: key,
      kind: "field" as const,
      ...(required.includes(key) && { detail: "required" }),
      ...(of.description !== undefined && { doc: of.description }),
      range,
      snippet: `${before}${hyphen}${key}${context.hasColon ? "" : `:${behind(of, context, hyphen.length)}`}`,
    }));
}

/** What follows the colon: a blank, or the beginning of a map or list on a line of its own. */
function behind(schema: SettingSchema, { column, flow }: CursorContext, hyphen: number): string {
  const inner = `\n${" ".repeat(column + hyphen + INDENT)}`;
  if (takes(schema, "array")) return flow ? " [$1]" : `${inner}- `;
  if (takes(schema, "object")) return flow ? " {$1}" : inner;
  return " ";
}

function rules({ context, range, before }: Place): CompletionItem[] {
  const isThere = (name: string): boolean => context.typing === "key" && context.siblings.includes(name);
  return RULES.filter(({ name, code }) => !isThere(name) && !isThere(code)).map(({ code, name, title, severity }) => ({
    ...{ label: name, kind: "rule" as const, detail: `${code}, ${severity}`, doc: title, range },
    ...{ snippet: `${before}${name}${context.hasColon ? "" : ": "}`, filter: `${name} ${code}` },
  }));
}

/** @param usual What the setting is where nobody sets it. */
function values(
  { context, range, before }: Place,
  schema: SettingSchema,
  hyphen: string,
  usual: unknown,
): CompletionItem[] {
  const word = (text: string): string => {
    if (context.quote !== undefined || schema.enum !== undefined || typeof usual === "number") return text;
    return scalarText(text, context.flow ? "flow" : "block", "double");
  };
  const isScalar = typeof usual === "string" || typeof usual === "number";
  return (schema.enum ?? (isScalar ? [String(usual)] : [])).map((text) => ({
    label: text,
    kind: "value" as const,
    ...(isScalar && text === String(usual) && { detail: "default" }),
    ...(schema.description !== undefined && { doc: schema.description }),
    range,
    snippet: `${before}${hyphen}${plainSnippet(word(text))}`,
  }));
}
