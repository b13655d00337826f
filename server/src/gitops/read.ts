/** Lenient readers of rendered objects: values of another type are ignored. */

import type { Pairs, Value, Written } from "../kustomize/index.js";
import { ListValue, MapValue } from "../kustomize/index.js";

/** The value at nested keys; undefined if any is missing or null. */
export function at(value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  let found = value;
  for (const key of keys) found = found instanceof MapValue ? found.get(key) : undefined;
  return found?.kind === "scalar" && found.type === "null" ? undefined : found;
}

export function writtenAt(value: Value | undefined, ...keys: readonly string[]): Written<string> | undefined {
  return written(at(value, ...keys));
}

export function textAt(value: Value | undefined, ...keys: readonly string[]): string | undefined {
  return writtenAt(value, ...keys)?.value;
}

export function flagAt(value: Value | undefined, ...keys: readonly string[]): boolean {
  const found = at(value, ...keys);
  return found?.kind === "scalar" && found.type === "boolean" && found.text === "true";
}

export function itemsAt(value: Value | undefined, ...keys: readonly string[]): readonly Value[] {
  const found = at(value, ...keys);
  return found instanceof ListValue ? found.items : [];
}

export function textsAt(value: Value | undefined, ...keys: readonly string[]): Written<string>[] {
  return itemsAt(value, ...keys).flatMap((it) => written(it) ?? []);
}

/** A map of scalars. */
export function pairsAt(value: Value | undefined, ...keys: readonly string[]): Pairs {
  const found = at(value, ...keys);
  const pairs = new Map<string, Written<string>>();
  for (const { key, value: it } of found instanceof MapValue ? found.entries : []) {
    const pair = written(it);
    if (pair !== undefined) pairs.set(key, pair);
  }
  return pairs;
}

export function written(value: Value | undefined): Written<string> | undefined {
  return value?.kind === "scalar" && value.type !== "null" ? { value: value.text, at: value.at } : undefined;
}

/** Group and kind, name and namespace of an object. */
export interface ObjectId {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Undefined for what is not an object. */
export function idOf(root: Value): ObjectId | undefined {
  const apiVersion = textAt(root, "apiVersion");
  const kind = textAt(root, "kind");
  if (apiVersion === undefined || kind === undefined) return undefined;
  const slash = apiVersion.indexOf("/");
  const namespace = textAt(root, "metadata", "namespace");
  return {
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    name: textAt(root, "metadata", "name") ?? "",
    ...(namespace === undefined || namespace === "" ? {} : { namespace }),
  };
}
