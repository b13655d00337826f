/** Applies a strategic merge patch: maps key by key, lists of built-in kinds by their merge keys. Other values are replaced. */

import { mergeRoot, type MergeSchema } from "./merge-schema.js";
import { refuse } from "./refusal.js";
import { overwrite, type Overwrites, spread } from "./shared-scalars.js";
import { isEmpty, isNull, ListValue, type MapValue, plain, textAt, type Value } from "./value.js";

type Directive = "merge" | "replace" | "delete";

const KEY = "$patch";

/** The patched object; undefined if the patch deletes it. Fails if the two have different types. */
export function strategicMerge(into: MapValue, patch: MapValue, schemaFor = mergeRoot): MapValue | undefined {
  const merge = new Merge(schemaFor);
  const merged = merge.walk(into, patch, undefined);
  return merged?.kind === "map" ? spread(merged, merge.overwrites) : undefined;
}

class Merge {
  readonly overwrites: Overwrites = new Map();
  readonly #schemaFor: typeof mergeRoot;

  constructor(schemaFor: typeof mergeRoot) {
    this.#schemaFor = schemaFor;
  }

  walk(into: Value | undefined, patch: Value | undefined, given: MergeSchema | undefined): Value | undefined {
    const kind = !isMissing(into) ? into?.kind : isMissing(patch) ? undefined : patch?.kind;
    this.#demandOneKind(kind, into, patch);
    switch (kind) {
      case "scalar":
        return patch?.kind === "scalar" && patch.type !== "null"
          ? overwrite(into, patch, this.overwrites)
          : (patch ?? into);
      case "list": {
        const list = asList(into);
        const other = asList(patch);
        return given?.keys === undefined
          ? (patch ?? into)
          : this.#joinLists(list, other, isNull(patch), given, given.keys);
      }
      default:
        return this.#joinMaps(into, patch, given ?? this.#ownSchema(into) ?? this.#ownSchema(patch));
    }
  }

  #demandOneKind(kind: Value["kind"] | undefined, into: Value | undefined, patch: Value | undefined): void {
    if (kind === undefined || isMissing(patch) || patch === undefined || patch.kind === kind) return;
    const words = { map: "a map", list: "a list", scalar: "a string or number" };
    refuse(
      "bad-patch",
      patch.at.site("pair"),
      `The patch has ${words[patch.kind]} here, but the object has ${words[kind]}`,
      {
        related: into === undefined ? [] : [{ at: into.at.site("pair"), says: "the field that it is merged into" }],
      },
    );
  }

  /** An object inside an object is joined as the kind that it says. */
  #ownSchema(value: Value | undefined): MergeSchema | undefined {
    const apiVersion = textAt(value, "apiVersion");
    const kind = textAt(value, "kind");
    return apiVersion === undefined || kind === undefined ? undefined : this.#schemaFor(apiVersion, kind);
  }

  #joinMaps(into: Value | undefined, patch: Value | undefined, schema: MergeSchema | undefined): Value | undefined {
    let base = into?.kind === "map" ? into : undefined;
    let over = patch?.kind === "map" ? patch : undefined;
    if (base === undefined) {
      if (patch === undefined) {
        // A written `null` stays. A key without a value is removed.
        return into?.kind === "scalar" && into.text !== "" ? into : undefined;
      }
      if (over === undefined) return undefined;
      if (directiveOf(over) === "delete") return undefined;
      over = over.with(KEY, undefined);
      base = over;
    } else {
      if (isNull(patch)) return undefined;
      const directive = over === undefined ? "merge" : directiveOf(over);
      if (directive === "delete") return undefined;
      over = over?.with(KEY, undefined);
      if (directive === "replace" && over !== undefined) base = over;
    }
    let joined = base;
    const join = (key: string, own: Value | undefined, other: Value | undefined): void => {
      const made = this.walk(own, other, schema?.field(key));
      joined = joined.with(key, isNull(made) && !isKeptNull(made, own) ? undefined : made);
    };
    for (const { key, value } of base.entries) join(key, value, over?.get(key));
    for (const { key, value } of over?.entries ?? []) if (base.get(key) === undefined) join(key, undefined, value);
    return joined;
  }

  /** Lists whose items are told apart by keys, or which are sets of scalars. The patch's items come first. */
  #joinLists(
    into: ListValue | undefined,
    patch: ListValue | undefined,
    removed: boolean,
    schema: MergeSchema,
    keys: readonly string[],
  ): Value | undefined {
    if (removed) return undefined;
    let base = into;
    let over = patch;
    if (base === undefined) base = over;
    else if (over !== undefined) {
      const directive = directiveItemOf(over);
      if (directive !== undefined) {
        over = new ListValue(
          over.at,
          over.items.filter((it) => textAt(it, KEY) !== directive),
        );
        if (directive === "delete") return undefined;
        if (directive === "replace") base = over;
      }
    }
    if (base === undefined) return undefined;
    return keys.length === 0 ? joinSets(base, over) : this.#joinItems(base, over, schema, keys);
  }

  #joinItems(base: ListValue, over: ListValue | undefined, schema: MergeSchema, keys: readonly string[]): ListValue {
    const tuples = uniqueTuples([...(over?.items ?? []), ...base.items], keys);
    const counting = keys.filter((_, at) => tuples.some((it) => it[at] !== ""));
    const used = counting.length === 0 ? keys : counting;
    const joined: Value[] = [];
    const taken = new Set<Value>();
    for (const tuple of tuples) {
      const wanted = used.map((key) => tuple[keys.indexOf(key)] ?? "");
      const mine = find(base, used, wanted);
      const theirs = find(over, used, wanted);
      if (mine === undefined && theirs === undefined) continue;
      const item = this.walk(mine, theirs, schema.items);
      for (const it of base.items) if (hasKeys(it, used, wanted)) taken.add(it);
      if (isEmpty(item) || item?.kind !== "map") continue;
      joined.push(used.reduce((made, key, at) => withKey(made, key, wanted[at] ?? ""), item));
    }
    // What has none of the keys cannot be told apart, and stays.
    const rest = base.items.filter((it) => !taken.has(it) && used.every((key) => textAt(it, key) === undefined));
    const items = [...joined, ...rest];
    return sameItems(items, base.items) ? base : new ListValue(base.at, items);
  }
}

function isMissing(value: Value | undefined): boolean {
  return value === undefined || isNull(value);
}

function asList(value: Value | undefined): ListValue | undefined {
  return value?.kind === "list" ? value : undefined;
}

/** A word for null that the object had itself, and the patch says nothing about. */
function isKeptNull(made: Value | undefined, before: Value | undefined): boolean {
  return made !== undefined && made === before && made.kind === "scalar" && made.text !== "";
}

function directiveOf(patch: MapValue): Directive {
  const written = patch.get(KEY);
  if (written?.kind !== "scalar") return "merge";
  return (
    asDirective(written.text) ??
    refuse("bad-patch", written.at.site(), `\`$patch: ${written.text}\` is not a valid directive`)
  );
}

/** Of a list, an item that says nothing but the directive. */
function directiveItemOf(list: ListValue): Directive | undefined {
  const item = list.items.find((it) => it.kind === "map" && it.get(KEY) !== undefined);
  if (item?.kind !== "map" || item.entries.length > 1) return undefined;
  const written = textAt(item, KEY) ?? "";
  return asDirective(written) ?? refuse("bad-patch", item.at.site(), `\`$patch: ${written}\` is not a valid directive`);
}

function asDirective(written: string): Directive | undefined {
  return written === "delete" || written === "replace" || written === "merge" ? written : undefined;
}

function joinSets(base: ListValue, over: ListValue | undefined): ListValue {
  const items = new Map<string, Value>();
  for (const it of [...(over?.items ?? []), ...base.items]) {
    const key = it.kind === "scalar" ? it.text : `\0${items.size}`;
    if (!items.has(key)) items.set(key, it);
  }
  return sameItems([...items.values()], base.items) ? base : new ListValue(base.at, [...items.values()]);
}

/** The values of the keys, "" where one is missing; those that differ by missing ones alone are taken for the same. */
function uniqueTuples(items: readonly Value[], keys: readonly string[]): (readonly string[])[] {
  const tuples = new Map<string, readonly string[]>();
  for (const item of items) {
    const tuple = keys.map((key) => textAt(item, key) ?? "");
    if (tuple.some((it) => it !== "")) tuples.set(JSON.stringify(tuple), tuple);
  }
  if (keys.length === 1) return [...tuples.values()];
  const joined = new Map<string, readonly string[]>();
  for (const tuple of tuples.values()) {
    const fuller = [...tuples.values()].find((it) => it !== tuple && completes(it, tuple)) ?? tuple;
    joined.set(JSON.stringify(fuller), fuller);
  }
  return [...joined.values()];
}

/** True when `other` says all that `tuple` says, and more. */
function completes(other: readonly string[], tuple: readonly string[]): boolean {
  return (
    tuple.some((it, at) => it !== "" && it === other[at]) && tuple.every((it, at) => it === "" || it === other[at])
  );
}

function hasKeys(item: Value, keys: readonly string[], wanted: readonly string[]): boolean {
  return keys.every((key, at) => wanted[at] === "" || textAt(item, key) === wanted[at]);
}

function find(list: ListValue | undefined, keys: readonly string[], wanted: readonly string[]): Value | undefined {
  return list?.items.find((it) => hasKeys(it, keys, wanted)) ?? undefined;
}

function withKey(item: MapValue, key: string, value: string): MapValue {
  return value === "" || item.get(key) !== undefined ? item : item.with(key, plain(item.at, value));
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((it, at) => it === b[at]);
}
