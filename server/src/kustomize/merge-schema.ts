/** Which lists of an object are joined item by item: those of built-in kinds, and those that a kustomization's `openapi` says. */

import { memoize } from "../base/memoize.js";
import { MERGE_ROOTS, MERGE_TYPES, METADATA_ONLY } from "./data/merge-keys.js";
import type { Value } from "./value.js";
import { textAt } from "./value.js";

/** What is known of one place in an object. */
export interface MergeSchema {
  /** Of a list that is joined: the keys of its items, none for a set of scalars. */
  readonly keys?: readonly string[];
  readonly items?: MergeSchema;
  readonly field: (name: string) => MergeSchema | undefined;
}

export type SchemaOf = (apiVersion: string, kind: string) => MergeSchema | undefined;

/** For a kind that Kubernetes builds in. */
export function mergeRoot(apiVersion: string, kind: string): MergeSchema | undefined {
  const id = `${apiVersion} ${kind}`;
  const type = Object.hasOwn(MERGE_ROOTS, id) ? MERGE_ROOTS[id] : METADATA_ONLY.includes(id) ? "" : undefined;
  if (type === undefined) return undefined;
  return type === "" ? { field: (name) => (name === "metadata" ? ofType("ObjectMeta") : undefined) } : ofType(type);
}

function ofType(name: string): MergeSchema {
  return ofFields(MERGE_TYPES[name] ?? NO_FIELDS);
}

const NO_FIELDS = {};

const ofFields = memoize((fields: Readonly<Record<string, string>>): MergeSchema => {
  const known = new Map<string, MergeSchema>();
  return {
    field: (name) => {
      if (!Object.hasOwn(fields, name)) return undefined;
      const schema = known.get(name) ?? parsed(fields[name] ?? "");
      known.set(name, schema);
      return schema;
    },
  };
});

/** `Container[name]` and its like. */
function parsed(written: string): MergeSchema {
  const bracket = written.indexOf("[");
  if (bracket < 0) return ofType(written);
  const type = written.slice(0, bracket);
  const keys = written
    .slice(bracket + 1, -1)
    .split(",")
    .filter((it) => it !== "");
  return { keys, field: () => undefined, ...(type === "" ? {} : { items: ofType(type) }) };
}

const MAX_DEPTH = 30;

/** Schemas of an OpenAPI document that a kustomization gives: they stand in the place of the built-in ones. */
export function openApiSchemas(document: Value): SchemaOf {
  const definitions = document.kind === "map" ? document.get("definitions") : undefined;
  const byKind = new Map<string, Value>();
  for (const { value } of definitions?.kind === "map" ? definitions.entries : []) {
    const kinds = value.kind === "map" ? value.get("x-kubernetes-group-version-kind") : undefined;
    for (const it of kinds?.kind === "list" ? kinds.items : []) {
      const group = textAt(it, "group") ?? "";
      const version = textAt(it, "version") ?? "";
      byKind.set(`${group === "" ? "" : `${group}/`}${version} ${textAt(it, "kind") ?? ""}`, value);
    }
  }
  const resolve = (value: Value | undefined, depth: number): MergeSchema | undefined => {
    if (value?.kind !== "map" || depth > MAX_DEPTH) return undefined;
    const reference = textAt(value, "$ref");
    if (reference !== undefined) {
      const name = reference.slice(reference.lastIndexOf("/") + 1);
      return resolve(definitions?.kind === "map" ? definitions.get(name) : undefined, depth + 1);
    }
    const strategy = textAt(value, "x-kubernetes-patch-strategy")?.split(",").includes("merge") ?? false;
    const list = value.get("x-kubernetes-list-map-keys");
    const single = textAt(value, "x-kubernetes-patch-merge-key");
    const keys =
      list?.kind === "list"
        ? list.items.flatMap((it) => (it.kind === "scalar" ? [it.text] : []))
        : single === undefined
          ? []
          : [single];
    const items = resolve(value.get("items"), depth + 1);
    const properties = value.get("properties");
    const others = value.get("additionalProperties");
    return {
      ...(strategy ? { keys } : {}),
      ...(items === undefined ? {} : { items }),
      field: (name) => resolve((properties?.kind === "map" ? properties.get(name) : undefined) ?? others, depth + 1),
    };
  };
  return (apiVersion, kind) => resolve(byKind.get(`${apiVersion} ${kind}`), 0);
}
