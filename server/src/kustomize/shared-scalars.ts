/**
 * Scalars that stand in several places of an object and are one. Where kustomize's label and annotation transformers make an
 * entry in several maps of an object, all hold one node; who later overwrites it in one place overwrites it in all. A base that
 * labels templates too and an overlay that sets the same label "on metadata only" is how people meet this.
 */

import { ListValue, type MapValue, type ScalarValue, type Value } from "./value.js";

/** What was written over shared scalars, by what they share. */
export type Overwrites = Map<object, ScalarValue>;

/** The scalar that takes the place of another one, which is noted if that is shared. */
export function overwrite(before: Value | undefined, by: ScalarValue, overwrites: Overwrites): ScalarValue {
  if (before?.kind !== "scalar" || before.shares === undefined) return by;
  const made = { ...by, shares: before.shares };
  if (before.text !== by.text || before.type !== by.type) overwrites.set(before.shares, made);
  return made;
}

/** The object with every place of an overwritten scalar changed. */
export function spread(root: MapValue, overwrites: Overwrites): MapValue {
  return overwrites.size === 0 ? root : (spreadIn(root, overwrites) as MapValue);
}

function spreadIn(value: Value, overwrites: Overwrites): Value {
  switch (value.kind) {
    case "map":
      return value.entries.reduce((map, it) => map.with(it.key, spreadIn(it.value, overwrites)), value);
    case "list": {
      const items = value.items.map((it) => spreadIn(it, overwrites));
      return items.every((it, at) => it === value.items[at]) ? value : new ListValue(value.at, items);
    }
    case "scalar": {
      const by = value.shares === undefined ? undefined : overwrites.get(value.shares);
      return by === undefined || (by.text === value.text && by.type === value.type) ? value : by;
    }
  }
}

/** The object with nothing shared any more: what goes through JSON comes back as copies. */
export function unshared(value: Value): Value {
  switch (value.kind) {
    case "map":
      return value.entries.reduce((map, it) => map.with(it.key, unshared(it.value)), value);
    case "list": {
      const items = value.items.map(unshared);
      return items.every((it, at) => it === value.items[at]) ? value : new ListValue(value.at, items);
    }
    case "scalar": {
      if (value.shares === undefined) return value;
      const { shares: _, ...own } = value;
      return own;
    }
  }
}
