/** Lenient readers: what fits is taken with its place, what does not is left out (the schema walk has recorded it). */

import type { Sourced } from "../base/source.js";
import type { LabelMap } from "../model/object.js";
import { field, items } from "../syntax/children.js";
import type { YamlNode } from "../syntax/yaml-document.js";

export { field, items };

/** A scalar's text, whatever its type: a number in a string's place still names what was meant. */
export function text(node: YamlNode | undefined): Sourced<string> | undefined {
  if (node?.kind !== "scalar" || node.isNull) return undefined;
  return { value: node.text, at: node.site("value") };
}

export function integer(node: YamlNode | undefined): Sourced<number> | undefined {
  if (node?.kind !== "scalar") return undefined;
  const { type, value } = node.scalar();
  return type === "integer" && typeof value === "number" ? { value, at: node.site("value") } : undefined;
}

export function integerOrString(node: YamlNode | undefined): Sourced<number | string> | undefined {
  return integer(node) ?? text(node);
}

export function boolean(node: YamlNode | undefined): Sourced<boolean> | undefined {
  if (node?.kind !== "scalar") return undefined;
  const { type, value } = node.scalar();
  return type === "boolean" && typeof value === "boolean" ? { value, at: node.site("value") } : undefined;
}

export function texts(node: YamlNode | undefined): Sourced<string>[] {
  return items(node).flatMap((it) => text(it) ?? []);
}

/** As a built-in type reads them: a null is the empty text (KV-24). */
export function textsAndNulls(node: YamlNode | undefined): Sourced<string>[] {
  return items(node).flatMap((it) => (it.isNull ? { value: "", at: it.site("value") } : (text(it) ?? [])));
}

/** One for all objects without labels, which are many. */
const NO_LABELS: LabelMap = new Map();

/** A map of strings; a null value is the empty string (KV-24). Each value's site is its entry's value. */
export function labelMap(node: YamlNode | undefined): LabelMap {
  if (node?.kind !== "map") return NO_LABELS;
  const labels = new Map<string, Sourced<string>>();
  for (const { key, value, merged } of node.entries()) {
    if (value.kind !== "scalar" || (merged && labels.has(key))) continue;
    labels.set(key, { value: value.isNull ? "" : value.text, at: value.site("value") });
  }
  return labels;
}
