/** What may be typed in netpol's own files: keys and values of their schemas, rules and levels, and names of the workspace. */

import { RULES } from "../../rules/registry.js";
import { contextsAt, type CursorContext } from "../../syntax/context-at.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { scalarText } from "../../syntax/write-scalar.js";
import { type CompletionItem, plainSnippet } from "../completion/item.js";
import { whatIsReplaced } from "../completion/typed-place.js";
import type { JsonSchema } from "./json-schema.js";
import { type KnownName, labelKeys, labelValues, namesFor } from "./names.js";
import { isMapOfRules, schemaAt, takes } from "./schema-at.js";

const INDENT = 2;
const LABELS = "netpol-labels";

interface Place {
  readonly context: CursorContext;
  readonly schema: JsonSchema;
  /** True for a label of a map of labels. */
  readonly labels: boolean;
  readonly snapshot: Snapshot;
  readonly range: CompletionItem["range"];
  readonly before: string;
}

/** @param root The schema of the file. */
export function ownFileItems(snapshot: Snapshot, root: JsonSchema, text: string, offset: number): CompletionItem[] {
  return contextsAt(text, offset).flatMap((context) => {
    const schema = schemaAt(root, context.path);
    if (schema === undefined) return [];
    const labels = schemaAt(root, context.path.slice(0, -1))?.format === LABELS;
    return itemsAt({ context, schema, labels, snapshot, ...whatIsReplaced(text, context) });
  });
}

function itemsAt(place: Place): CompletionItem[] {
  const { context, schema, snapshot } = place;
  const { typing, mayBegin, path } = context;
  const hyphen = typing === "item" && !context.flow ? "- " : "";
  if (typing === "key") return isMapOfRules(path) ? rules(place) : keys(place, schema, "");
  const named = names(place, namesFor(schema, snapshot), hyphen);
  if (takes(schema, "object")) {
    if (typing !== "item" && !mayBegin) return named;
    return [...named, ...(isMapOfRules(path) ? rules(place) : keys(place, schema, hyphen))];
  }
  if (named.length > 0) return named;
  const label = place.labels ? path.at(-1) : undefined;
  if (typeof label === "string") return names(place, labelValues(snapshot, label), hyphen);
  const { items } = schema;
  if (items === undefined) return values(place, schema, hyphen, schema.default);
  if (!mayBegin) return [];
  const first = Array.isArray(schema.default) ? schema.default[0] : undefined;
  return takes(items, "object") ? keys(place, items, "- ") : values(place, items, "- ", first);
}

/** Names of the workspace as values. */
function names({ context, range, before }: Place, known: readonly KnownName[], hyphen: string): CompletionItem[] {
  return known.map(({ name, detail }) => ({
    label: name,
    kind: "value" as const,
    ...(detail === undefined ? {} : { detail }),
    range,
    snippet: `${before}${hyphen}${plainSnippet(quoted(name, context))}`,
  }));
}

function quoted(name: string, { quote, flow }: CursorContext): string {
  return quote === undefined ? scalarText(name, flow ? "flow" : "block") : name;
}

function keys(place: Place, schema: JsonSchema, hyphen: string): CompletionItem[] {
  const { context, range, before, snapshot } = place;
  if (schema.format === LABELS) {
    const free = labelKeys(snapshot).filter((it) => context.typing !== "key" || !context.siblings.includes(it.name));
    return names(place, free, hyphen).map((it) => ({ ...it, snippet: `${it.snippet}${context.hasColon ? "" : ": "}` }));
  }
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
function behind(schema: JsonSchema, { column, flow }: CursorContext, hyphen: number): string {
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
  schema: JsonSchema,
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
