/** Checks a kustomization against its schema. */

import { nearest } from "../base/nearest.js";
import { quoted } from "../base/quote.js";
import type { BuildProblem } from "./problem.js";
import type { Shape } from "./kustomization-fields.js";
import { isNull, type Value } from "./value.js";

/** Problems for which kustomize rejects the file. @param path The field's name for people; "" for the whole. */
export function* checkShape(value: Value, shape: Shape, path: string): Generator<BuildProblem> {
  if (shape === "any" || isNull(value)) return;
  if (typeof shape === "string") {
    const types = { text: "string", flag: "boolean", number: "integer" } as const;
    const words = { text: "a string", flag: "`true` or `false`", number: "a number" };
    if (value.kind === "scalar" && value.type === types[shape]) return;
    const quote = shape === "text" && value.kind === "scalar";
    yield {
      is: "bad-kustomization",
      at: value.at.site(),
      says: quote
        ? `${quoted(path)} must be a string, but ${quoted(value.text)} is ${NOUNS[value.type] ?? "not one"}: quote it`
        : `${quoted(path)} must be ${words[shape]}`,
      ...(quote ? { instead: value.text } : {}),
    };
  } else if ("listOf" in shape) {
    if (value.kind !== "list") yield wrongKind(value, path, "a list");
    else for (const it of value.items) yield* checkItem(it, shape.listOf, path);
  } else if (value.kind !== "map") {
    yield wrongKind(value, path, "a map");
  } else if ("mapOf" in shape) {
    for (const { key, value: it } of value.entries) yield* checkShape(it, shape.mapOf, `${path}.${key}`);
  } else {
    for (const { key, value: it } of value.entries) {
      const name = fieldNamed(key, shape.fields);
      const known = name === undefined ? undefined : shape.fields[name];
      const where = path === "" ? key : `${path}.${key}`;
      if (known === undefined) yield unknownField(it, key, path, Object.keys(shape.fields));
      else yield* checkShape(it, known, where);
    }
  }
}

/** @param path Of the list. */
function* checkItem(item: Value, shape: Shape, path: string): Generator<BuildProblem> {
  const isMap = typeof shape !== "string" && !("listOf" in shape);
  if (!isMap || item.kind === "map" || isNull(item)) yield* checkShape(item, shape, path);
  else {
    const isPath = "fields" in shape && Object.hasOwn(shape.fields, "path") && item.kind === "scalar";
    const instead = isPath ? `path: ${item.at.source}` : undefined;
    yield {
      is: "bad-kustomization",
      at: item.at.site("pair"),
      says: `Each entry of ${quoted(path)} must be a map${instead === undefined ? "" : `; did you mean ${quoted(instead)}?`}`,
    };
  }
}

const NOUNS: Readonly<Record<string, string>> = { boolean: "a boolean", integer: "a number", float: "a number" };

/** kustomize ignores the case of its own field names. */
function fieldNamed(key: string, fields: Readonly<Record<string, Shape>>): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(fields).find((it) => it.toLowerCase() === lower);
}

function wrongKind(value: Value, path: string, wanted: string): BuildProblem {
  const what = path === "" ? "A kustomization" : quoted(path);
  return { is: "bad-kustomization", at: value.at.site("pair"), says: `${what} must be ${wanted}` };
}

function unknownField(value: Value, key: string, path: string, names: readonly string[]): BuildProblem {
  const near = nearest(key, names);
  const where = path === "" ? "a kustomization" : quoted(path);
  return {
    is: "bad-kustomization",
    at: value.at.site("key"),
    says: `Unknown field ${quoted(key)} in ${where}${near === undefined ? "" : `; did you mean ${quoted(near)}?`}`,
    ...(near === undefined ? {} : { instead: near }),
  };
}
