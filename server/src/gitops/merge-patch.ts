/** JSON merge patches (RFC 7386) over trees that know where they are written. */

import { type Entry, MapValue, type Value } from "../kustomize/index.js";

/** What the patch does not name stays with its place; a null takes away, a list is replaced whole. */
export function mergePatched(value: Value | undefined, patch: Value): Value {
  if (!(patch instanceof MapValue)) return patch;
  const entries = new Map<string, Value>(
    value instanceof MapValue ? value.entries.map((it) => [it.key, it.value]) : [],
  );
  for (const { key, value: it } of patch.entries) {
    if (it.kind === "scalar" && it.type === "null") entries.delete(key);
    else entries.set(key, mergePatched(entries.get(key), it));
  }
  const at = value instanceof MapValue ? value.at : patch.at;
  return new MapValue(
    at,
    [...entries].map(([key, it]): Entry => ({ key, value: it })),
  );
}

/** Only what is missing or empty is taken from `base`; lists are one value. */
export function filledFrom(value: Value | undefined, base: Value | undefined): Value | undefined {
  if (value === undefined || isEmpty(value)) return base ?? value;
  if (!(value instanceof MapValue) || !(base instanceof MapValue)) return value;
  const entries = new Map<string, Value>(base.entries.map((it) => [it.key, it.value]));
  for (const { key, value: it } of value.entries) entries.set(key, filledFrom(it, entries.get(key)) ?? it);
  return new MapValue(
    value.at,
    [...entries].map(([key, it]): Entry => ({ key, value: it })),
  );
}

function isEmpty(value: Value): boolean {
  if (value.kind === "scalar") return value.type === "null" || value.text === "";
  return value.kind === "map" ? value.entries.length === 0 : value.items.length === 0;
}
