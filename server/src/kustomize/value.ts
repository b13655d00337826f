/** Values of manifests while they are being built: immutable trees in which every node knows where it is written. */

import type { YamlNode } from "../syntax/yaml-document.js";
import { resolvePlain, type ScalarType } from "../syntax/scalar.js";

/**
 * How plain scalars are typed. `manifest`: as kustomize reads objects and merge patches, where `yes` and `on` are texts.
 * `config`: as it reads its own files and JSON patches, where they are booleans as for `kubectl`.
 */
export type Dialect = "manifest" | "config";

/** A value that somebody wrote, and where. */
export interface Written<T> {
  readonly value: T;
  readonly at: YamlNode;
}

export interface Entry {
  readonly key: string;
  readonly value: Value;
}

export type Value = ScalarValue | MapValue | ListValue;

/** A text with the type that it has in the output. */
export interface ScalarValue {
  readonly kind: "scalar";
  readonly at: YamlNode;
  readonly text: string;
  readonly type: ScalarType;
  /** The same for scalars of an object that are one, see `shared-scalars.ts`. */
  readonly shares?: object;
}

/** Up to so many entries are looked through sooner than an index of them is made. */
const FEW = 8;

function placeOf(key: string, entries: readonly Entry[]): number {
  for (let at = 0; at < entries.length; at++) if (entries[at]?.key === key) return at;
  return -1;
}

/** A map without equal keys. What it holds is read from the text when first asked for. */
export class MapValue {
  readonly kind = "map";
  readonly at: YamlNode;
  /** All that is written at `at`, if this was made of it: it shares the entries that are the same. Itself if nothing has changed. */
  readonly written: MapValue | undefined;
  readonly #dialect: Dialect;
  #entries: readonly Entry[] | undefined;
  #byKey: ReadonlyMap<string, Value> | undefined;

  /** @param entries Default: those that are written at `at`. */
  constructor(at: YamlNode, entries?: readonly Entry[], dialect: Dialect = "manifest", written?: MapValue) {
    this.at = at;
    this.written = entries === undefined ? this : written;
    this.#entries = entries;
    this.#dialect = dialect;
  }

  get entries(): readonly Entry[] {
    this.#entries ??= this.#read();
    return this.#entries;
  }

  /** Where it is written, as long as nobody has asked what it holds: then it holds nothing else. */
  get unread(): YamlNode | undefined {
    return this.#entries === undefined ? this.at : undefined;
  }

  get(key: string): Value | undefined {
    const { entries } = this;
    if (entries.length <= FEW) return entries[placeOf(key, entries)]?.value;
    this.#byKey ??= new Map(entries.map((it) => [it.key, it.value]));
    return this.#byKey.get(key);
  }

  /** With the value under the key, in its place or at the end; without the key where there is no value. */
  with(key: string, value: Value | undefined): MapValue {
    const { entries } = this;
    const at = placeOf(key, entries);
    const known = entries[at];
    if (known?.value === value) return this;
    if (known === undefined) return value === undefined ? this : this.#remade([...entries, { key, value }]);
    const made = entries.slice();
    if (value === undefined) made.splice(at, 1);
    else made[at] = { key, value };
    return this.#remade(made);
  }

  #remade(entries: readonly Entry[]): MapValue {
    return new MapValue(this.at, entries, this.#dialect, this.written);
  }

  /** Of equal keys the last counts, in the place of the first. */
  #read(): readonly Entry[] {
    const entries: Entry[] = [];
    let places: Map<string, number> | undefined;
    for (const { key, value } of this.at.entries()) {
      const entry = { key, value: readValue(value, this.#dialect) };
      const known = places === undefined ? placeOf(key, entries) : (places.get(key) ?? -1);
      if (known >= 0) entries[known] = entry;
      else {
        places?.set(key, entries.length);
        entries.push(entry);
      }
      if (entries.length > FEW) places ??= new Map(entries.map((it, at) => [it.key, at]));
    }
    return entries;
  }
}

export class ListValue {
  readonly kind = "list";
  readonly at: YamlNode;
  /** True if it holds what is written at `at`, and nothing else. */
  readonly isWritten: boolean;
  readonly #dialect: Dialect;
  #items: readonly Value[] | undefined;

  constructor(at: YamlNode, items?: readonly Value[], dialect: Dialect = "manifest") {
    this.at = at;
    this.isWritten = items === undefined;
    this.#items = items;
    this.#dialect = dialect;
  }

  /** As of a map. */
  get unread(): YamlNode | undefined {
    return this.#items === undefined ? this.at : undefined;
  }

  get items(): readonly Value[] {
    this.#items ??= this.at.items().map((it) => readValue(it, this.#dialect));
    return this.#items;
  }
}

/** What is written at a node. */
export function readValue(node: YamlNode, dialect: Dialect = "manifest"): Value {
  switch (node.kind) {
    case "map":
      return new MapValue(node, undefined, dialect);
    case "sequence":
      return new ListValue(node, undefined, dialect);
    case "scalar":
      return { kind: "scalar", at: node, text: node.text, type: typeOf(node, dialect) };
  }
}

/** Words that only YAML 1.1 takes for booleans. */
export const OLD_BOOLEANS: ReadonlySet<string> = new Set(
  ["y", "yes", "n", "no", "on", "off"].flatMap((it) => [it, it.toUpperCase(), it[0]?.toUpperCase() + it.slice(1)]),
);

function typeOf(node: YamlNode, dialect: Dialect): ScalarType {
  const { type } = node.scalar();
  return type === "boolean" && dialect === "manifest" && OLD_BOOLEANS.has(node.text) ? "string" : type;
}

export function text(at: YamlNode, value: string): ScalarValue {
  return { kind: "scalar", at, text: value, type: "string" };
}

/** A scalar whose type is told by its text, as when a number is put where a text was. */
export function plain(at: YamlNode, value: string): ScalarValue {
  const { type } = resolvePlain(value);
  return { kind: "scalar", at, text: value, type: type === "boolean" && OLD_BOOLEANS.has(value) ? "string" : type };
}

export function isNull(value: Value | undefined): boolean {
  return value?.kind === "scalar" && value.type === "null";
}

/** Missing, null, or a collection with nothing in it. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || isNull(value)) return true;
  return value.kind === "map" ? value.entries.length === 0 : value.kind === "list" && value.items.length === 0;
}

/** The text of a scalar under a key; undefined where there is none, or nothing. */
export function textAt(map: Value | undefined, key: string): string | undefined {
  const value = map?.kind === "map" ? map.get(key) : undefined;
  return value?.kind === "scalar" && value.type !== "null" ? value.text : undefined;
}

/** As JSON has it: what kustomize passes on to JSON patches, hashes and templates of texts. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Objects have no prototype, so that no key means anything. */
export function toPlain(value: Value): Plain {
  switch (value.kind) {
    case "map": {
      const made = Object.create(null) as Record<string, Plain>;
      for (const { key, value: it } of value.entries) made[key] = toPlain(it);
      return made;
    }
    case "list":
      return value.items.map(toPlain);
    case "scalar":
      return value.type === "string" ? value.text : (resolvePlain(value.text).value as Plain);
  }
}

/** Equal as JSON, wherever it is written and in whichever order its keys stand. */
export function sameValue(a: Value, b: Value): boolean {
  if (a.kind === "map" && b.kind === "map") {
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(({ key, value }) => {
        const other = b.get(key);
        return other !== undefined && sameValue(value, other);
      })
    );
  }
  if (a.kind === "list" && b.kind === "list") {
    return a.items.length === b.items.length && a.items.every((it, at) => sameValue(it, b.items[at] as Value));
  }
  return a.kind === "scalar" && b.kind === "scalar" && toPlain(a) === toPlain(b);
}
