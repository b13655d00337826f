/** Field paths of replacements and variables: `spec.ports.[name=http].port`, `metadata.labels.[a.b/c]`, `args.0`, `*`. */

import { re2Matcher } from "../base/re2.js";
import { ListValue, MapValue, plain, text, type Value } from "./value.js";

/** Splits at dots, but not in brackets. `\.` is a dot in a name. */
export function splitFieldPath(path: string): string[] {
  const pieces: string[] = [];
  for (const piece of path.split(".")) {
    const last = pieces.at(-1);
    if (last?.endsWith("\\") === true) pieces[pieces.length - 1] = `${last.slice(0, -1)}.${piece}`;
    else pieces.push(piece);
  }
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    let part = pieces[at] ?? "";
    if (part.startsWith("[") && !part.endsWith("]")) {
      while (at < pieces.length - 1) {
        at++;
        part += `.${pieces[at] ?? ""}`;
        if (part.endsWith("]")) break;
      }
      if (!part.includes("=")) part = part.replaceAll(/^[[\]]+|[[\]]+$/g, "");
    }
    parts.push(part);
  }
  return parts;
}

/** `[name=http]` → its two halves. */
function condition(part: string): readonly [key: string, value: string] | undefined {
  if (!part.startsWith("[") || !part.endsWith("]")) return undefined;
  const equals = part.indexOf("=");
  return equals < 0 ? undefined : [part.slice(1, equals), part.slice(equals + 1, -1)];
}

/** The value at a path, or the first of several. Undefined if there is none. */
export function lookUpField(root: Value, path: string): Value | undefined {
  // `args[0]` is the old way of writing `args.0`.
  const parts = splitFieldPath(path).flatMap((it) => {
    const index = /^([^[\]]+)\[(\d+)\]$/.exec(it);
    return index === null ? [it] : [index[1] ?? "", index[2] ?? ""];
  });
  let at: Value | undefined = root;
  for (const part of parts.map((it) => it.trim()).filter((it) => it !== "")) {
    const wanted = condition(part);
    if (at?.kind === "map") at = wanted === undefined ? at.get(part) : undefined;
    else if (at?.kind === "list") {
      const { items }: ListValue = at;
      if (wanted !== undefined) at = items.find((it) => hasField(it, wanted));
      else at = part === "-" ? items.at(-1) : /^\d+$/.test(part) ? items[Number(part)] : undefined;
    } else return undefined;
  }
  return at;
}

function hasField(item: Value, [key, value]: readonly [string, string]): boolean {
  const field = key === "" ? item : item.kind === "map" ? item.get(key) : undefined;
  return field?.kind === "scalar" && field.text === value;
}

export interface FieldChange {
  readonly change: (value: Value) => Value;
  /** The value to create if there is none; undefined: fail. */
  readonly leaf?: Value;
}

/** The path has no value, and none can be created there. */
export class NoSuchField extends Error {}

/** The value with everything at the path changed. Throws `NoSuchField` if there is nothing. */
export function changeField(root: Value, path: string, how: FieldChange): Value {
  let found = 0;
  const change = (value: Value): Value => {
    found++;
    return how.change(value);
  };
  const made = inParts(root, splitFieldPath(path), { ...how, change });
  if (found === 0) throw new NoSuchField(path);
  return made;
}

function inParts(value: Value, parts: readonly string[], how: FieldChange): Value {
  const [part, ...rest] = parts;
  if (part === undefined) return how.change(value);
  const wanted = condition(part);
  if (value.kind === "map" && wanted === undefined && part !== "*") {
    const field = value.get(part) ?? emptyFor(rest, value, how);
    return field === undefined ? value : value.with(part, inParts(field, rest, how));
  }
  if (value.kind !== "list") {
    if (part === "*" && value.kind === "map") return value;
    throw new NoSuchField(part);
  }
  if (part === "*") return inItems(value, () => true, rest, how);
  if (wanted !== undefined) return inFitting(value, wanted, rest, how);
  if (!/^\d+$/.test(part)) throw new NoSuchField(part);
  const index = Number(part);
  const item = value.items[index] ?? (index === value.items.length ? emptyFor(rest, value, how) : undefined);
  if (item === undefined) throw new NoSuchField(part);
  return new ListValue(value.at, [
    ...value.items.slice(0, index),
    inParts(item, rest, how),
    ...value.items.slice(index + 1),
  ]);
}

/** The value to create for the remaining parts of the path. */
function emptyFor(rest: readonly string[], within: Value, { leaf }: FieldChange): Value | undefined {
  if (leaf === undefined) return undefined;
  const [next] = rest;
  if (next === undefined) return leaf;
  const isList = condition(next) !== undefined || /^\d+$/.test(next);
  return isList ? new ListValue(within.at, []) : new MapValue(within.at, []);
}

function inItems(list: ListValue, fits: (item: Value) => boolean, rest: readonly string[], how: FieldChange): Value {
  const items = list.items.map((it) => (fits(it) ? inParts(it, rest, how) : it));
  return items.every((it, at) => it === list.items[at]) ? list : new ListValue(list.at, items);
}

/** Items whose field matches the expression; none of them: one is made, where that is asked for. */
function inFitting(
  list: ListValue,
  [key, expression]: readonly [string, string],
  rest: readonly string[],
  how: FieldChange,
): Value {
  const matches = re2Matcher(expression, true);
  if (matches === undefined) throw new NoSuchField(expression);
  const fits = (item: Value): boolean => {
    const field = key === "" ? item : item.kind === "map" ? item.get(key) : undefined;
    return field?.kind === "scalar" && matches(field.text);
  };
  if (list.items.some(fits) || how.leaf === undefined) return inItems(list, fits, rest, how);
  const item =
    key === "" ? text(list.at, expression) : new MapValue(list.at, [{ key, value: plain(list.at, expression) }]);
  return inItems(new ListValue(list.at, [...list.items, item]), (it) => it === item, rest, how);
}
