/** Paths of JSON patches (RFC 6901) in values. Keys are compared as texts alone, so none reaches what a program keeps in objects. */

import { ListValue, type MapValue, type Value } from "./value.js";

/** Undefined for a string that is not a pointer. */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((it) => it.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function lookUp(value: Value, path: readonly string[]): Value | undefined {
  let at: Value | undefined = value;
  for (const part of path) {
    if (at?.kind === "map") at = at.get(part);
    else if (at?.kind === "list") {
      const index = indexIn(part, at.items.length - 1);
      at = index === undefined ? undefined : at.items[index];
    } else return undefined;
  }
  return at;
}

/** The value with the parent of the path's end changed; undefined where there is no such parent, or it cannot be. */
export function changeParent(
  value: Value,
  path: readonly string[],
  change: (parent: MapValue | ListValue, key: string) => Value | undefined,
): Value | undefined {
  const [part, ...rest] = path;
  if (part === undefined || value.kind === "scalar") return undefined;
  if (rest.length === 0) return change(value, part);
  if (value.kind === "map") {
    const child = value.get(part);
    const made = child === undefined ? undefined : changeParent(child, rest, change);
    return made === undefined ? undefined : value.with(part, made);
  }
  const index = indexIn(part, value.items.length - 1);
  const child = index === undefined ? undefined : value.items[index];
  const made = child === undefined ? undefined : changeParent(child, rest, change);
  return made === undefined ? undefined : new ListValue(value.at, value.items.with(index ?? 0, made));
}

/** The index that a part means, negative ones counted from the end; undefined where it is none up to `last`. */
export function indexIn(part: string, last: number): number | undefined {
  if (!/^-?\d+$/.test(part)) return undefined;
  const index = Number(part);
  const real = index < 0 ? index + last + 1 : index;
  return real >= 0 && real <= last ? real : undefined;
}
