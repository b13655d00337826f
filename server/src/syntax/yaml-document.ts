/**
 * One parsed YAML document as a flat table of numbers (offsets, kinds, parents), and a light cursor over it.
 * A library tree weighs 26 to 72 times its text, this table under twice: the index keeps tables only.
 */

import type { DocumentId, Part, Site, TextRange } from "../base/source.js";
import { resolvePlain, type ScalarType, type ScalarValue } from "./scalar.js";

/** Integers per node in the table. */
export const STRIDE = 8;
/** Columns of a node's row. Offsets count from the start of the document's own text. */
export const COLUMN = {
  /** Kind, style and flags, see `NodeKind`, `Style`, `Flag`. */
  shape: 0,
  parent: 1,
  next: 2,
  /** First child of a collection; the node an alias stands for; -1 when there is none. */
  first: 3,
  start: 4,
  /** End of the value itself, without trailing blanks, comments and line breaks. */
  end: 5,
  /** Range of the key when the parent is a map, else -1. */
  keyStart: 6,
  keyEnd: 7,
} as const;

export type NodeKind = "scalar" | "map" | "sequence";
export const KIND = { scalar: 0, map: 1, sequence: 2, alias: 3 } as const;
export const KIND_MASK = 3;

export type Style = "plain" | "single-quoted" | "double-quoted" | "literal" | "folded";
const STYLES: readonly Style[] = ["plain", "single-quoted", "double-quoted", "literal", "folded"];
const STYLE_SHIFT = 2;
const STYLE_MASK = 7;

export function isQuoted(style: Style): boolean {
  return style === "single-quoted" || style === "double-quoted";
}

export const FLAG = {
  /** A collection in flow style: `{}` or `[]`. */
  flow: 1 << 5,
  /** The key is quoted. */
  quotedKey: 1 << 6,
  /** The value has an explicit `!!str` tag, so it is a string whatever it looks like. */
  stringTag: 1 << 7,
  /** The key is `<<` and the value is merged into the map. */
  merge: 1 << 8,
  /** The key is a collection, or an alias of one: it has no text that could name a field. */
  complexKey: 1 << 9,
  /** The row is another one than in the document that this one changes. */
  changed: 1 << 10,
} as const;

export function shapeOf(kind: keyof typeof KIND, style: Style, flags: number): number {
  return KIND[kind] | (STYLES.indexOf(style) << STYLE_SHIFT) | flags;
}

/** A fault of syntax, in the parser's words; `range` counts from the start of the document's own text. */
export interface SyntaxProblem {
  readonly code: string;
  readonly message: string;
  readonly range: TextRange;
}

export interface YamlDocument {
  readonly id: DocumentId;
  /** The document's own text, from its first line to the line before the next marker. */
  readonly text: string;
  readonly table: Int32Array;
  /**
   * Values of scalars that differ from what stands in the text, quotes apart (escapes, folding); keys stand under
   * `-1 - node`.
   */
  readonly strings: ReadonlyMap<number, string>;
  readonly problems: readonly SyntaxProblem[];
  /** Rows of entries that are not read, as if they were not written. */
  readonly dropped?: ReadonlySet<number>;
  /** Of a document that is made of others, or stands inside one: where its nodes are written. */
  readonly origin?: (node: YamlNode, part: Part) => Site;
  /** The document that this one is with changes: a row without the flag `changed` is the same in it. */
  readonly changes?: YamlDocument;
}

/** What a parser makes of a text: a document that has no identity yet. */
export type ParsedText = Omit<YamlDocument, "id">;

/** An entry of a map. A merged entry comes from a `<<` and is written elsewhere in the document. */
export interface YamlEntry {
  readonly key: string;
  readonly value: YamlNode;
  readonly merged: boolean;
}

/** Characters of `null`. */
const LONGEST_NULL = 4;

/** A cursor: one node of one document. Cheap to make, holds nothing of its own. */
export class YamlNode {
  readonly document: YamlDocument;
  /** Row of the value itself; for an alias, of the node it stands for. */
  readonly index: number;
  /** Row that holds the key and the place in the parent; differs from `index` only for an alias. */
  readonly place: number;

  constructor(given: YamlDocument, place: number) {
    const { changes } = given;
    const isChanged = changes === undefined || (cell(given, place, COLUMN.shape) & FLAG.changed) !== 0;
    const document = isChanged ? given : changes;
    this.document = document;
    this.place = place;
    let index = place;
    // An alias never points at an alias, nor at a node that contains it, and all aliases together stand for a bounded
    // number of nodes: the parser leaves other ones without a target. So every walk over children ends, and soon.
    if ((cell(document, place, COLUMN.shape) & KIND_MASK) === KIND.alias) {
      const target = cell(document, place, COLUMN.first);
      if (target >= 0) index = target;
    }
    this.index = index;
  }

  get kind(): NodeKind {
    const kind = this.#shape & KIND_MASK;
    return kind === KIND.map ? "map" : kind === KIND.sequence ? "sequence" : "scalar";
  }

  /** True when this is a collection in flow style (`{}` or `[]`). */
  get flow(): boolean {
    return (this.#shape & FLAG.flow) !== 0;
  }

  get style(): Style {
    return STYLES[(this.#shape >> STYLE_SHIFT) & STYLE_MASK] ?? "plain";
  }

  /** True when the value is written by an alias (`*name`). */
  get isAlias(): boolean {
    return this.index !== this.place;
  }

  get parent(): YamlNode | undefined {
    const parent = cell(this.document, this.place, COLUMN.parent);
    return parent < 0 ? undefined : new YamlNode(this.document, parent);
  }

  /** The key this node stands under, when its parent is a map. */
  get key(): string | undefined {
    const { document, place } = this;
    const start = cell(document, place, COLUMN.keyStart);
    if (start < 0) return undefined;
    const quote = (cell(document, place, COLUMN.shape) & FLAG.quotedKey) !== 0 ? 1 : 0;
    return (
      document.strings.get(-1 - place) ??
      document.text.slice(start + quote, cell(document, place, COLUMN.keyEnd) - quote)
    );
  }

  /** Source text of the value as written, quotes included. */
  get source(): string {
    return this.document.text.slice(
      cell(this.document, this.index, COLUMN.start),
      cell(this.document, this.index, COLUMN.end),
    );
  }

  /** The string a scalar stands for before its type is asked: quotes and escapes resolved. */
  get text(): string {
    const own = this.document.strings.get(this.index);
    if (own !== undefined) return own;
    const { source } = this;
    return isQuoted(this.style) ? source.slice(1, -1) : source;
  }

  /** The value of a scalar as Kubernetes' YAML reader types it (KV-25). Collections have type "string" and no use. */
  scalar(): ScalarValue {
    if (this.kind !== "scalar") return { type: "string", value: "" };
    const text = this.text;
    if (this.style !== "plain" || (this.#shape & FLAG.stringTag) !== 0) return { type: "string", value: text };
    return resolvePlain(text);
  }

  get scalarType(): ScalarType | undefined {
    return this.kind === "scalar" ? this.scalar().type : undefined;
  }

  /** True for `null`, `~` and a key with nothing after its colon. */
  get isNull(): boolean {
    const { document, index } = this;
    if (this.kind !== "scalar") return false;
    const length = cell(document, index, COLUMN.end) - cell(document, index, COLUMN.start);
    // Asked of nearly every field: most are told by their length.
    return (length <= LONGEST_NULL || document.strings.has(index)) && this.scalar().type === "null";
  }

  /** Entries of a map in the order written, those merged by `<<` last and only where the map has no own entry. */
  entries(): YamlEntry[] {
    const entries: YamlEntry[] = [];
    if (this.kind !== "map") return entries;
    // Sources still to be read, the next one last.
    const merges = this.#ownEntries(entries)?.reverse();
    if (merges === undefined) return entries;
    const keys = new Set(entries.map((it) => it.key));
    // A source has nothing new to give the second time, so that merges of merges stay cheap.
    const read = new Set<number>();
    for (let merge = merges.pop(); merge !== undefined; merge = merges.pop()) {
      if (read.has(merge.index)) continue;
      read.add(merge.index);
      const own: YamlEntry[] = [];
      const inner = merge.kind === "map" ? (merge.#ownEntries(own) ?? []) : merge.items();
      for (const { key, value } of lastOfEach(own)) {
        if (keys.has(key)) continue;
        keys.add(key);
        entries.push({ key, value, merged: true });
      }
      for (const source of inner.reverse()) merges.push(source);
    }
    return entries;
  }

  /** Adds the entries that have a text for a key, and returns the values of those whose key is `<<`, if there are any. */
  #ownEntries(entries: YamlEntry[]): YamlNode[] | undefined {
    let merges: YamlNode[] | undefined;
    for (let at = cell(this.document, this.index, COLUMN.first); at >= 0; at = cell(this.document, at, COLUMN.next)) {
      const shape = cell(this.document, at, COLUMN.shape);
      if (this.document.dropped?.has(at) === true) continue;
      const value = new YamlNode(this.document, at);
      if ((shape & FLAG.merge) !== 0) {
        merges ??= [];
        merges.push(value);
      } else if ((shape & FLAG.complexKey) === 0) entries.push({ key: value.key ?? "", value, merged: false });
    }
    return merges;
  }

  /** The value under `key`; of duplicate keys the last, as `kubectl` reads them (KV-23). */
  get(key: string): YamlNode | undefined {
    if (this.kind !== "map") return undefined;
    const { document } = this;
    let found = -1;
    for (let at = cell(document, this.index, COLUMN.first); at >= 0; at = cell(document, at, COLUMN.next)) {
      const shape = cell(document, at, COLUMN.shape);
      if (document.dropped?.has(at) === true) continue;
      if ((shape & FLAG.merge) !== 0) return this.entries().findLast((it) => it.key === key)?.value;
      if ((shape & FLAG.complexKey) === 0 && hasKey(document, at, shape, key)) found = at;
    }
    return found < 0 ? undefined : new YamlNode(document, found);
  }

  items(): YamlNode[] {
    return this.kind === "sequence" ? this.#children() : [];
  }

  #children(): YamlNode[] {
    const children: YamlNode[] = [];
    for (let at = cell(this.document, this.index, COLUMN.first); at >= 0; at = cell(this.document, at, COLUMN.next)) {
      children.push(new YamlNode(this.document, at));
    }
    return children;
  }

  /** This node in a document that lacks these entries; with none, in the document as it is written. */
  without(dropped?: ReadonlySet<number>): YamlNode {
    const { dropped: _, changes: __, ...written } = this.document;
    return new YamlNode(dropped === undefined ? written : { ...written, dropped }, this.place);
  }

  /** Where the node is written. */
  site(part: Part = "value"): Site {
    const { origin } = this.document;
    if (origin !== undefined) return origin(this, part);
    return { document: this.document.id, node: this.place, part };
  }

  get #shape(): number {
    return cell(this.document, this.index, COLUMN.shape);
  }
}

/** Whether the entry has the key, without making a text of what is written. */
function hasKey({ text, strings, table }: YamlDocument, node: number, shape: number, key: string): boolean {
  const own = strings.size === 0 ? undefined : strings.get(-1 - node);
  if (own !== undefined) return own === key;
  const start = table[node * STRIDE + COLUMN.keyStart] ?? -1;
  if (start < 0) return key === "";
  const quote = (shape & FLAG.quotedKey) === 0 ? 0 : 1;
  const length = (table[node * STRIDE + COLUMN.keyEnd] ?? -1) - start - 2 * quote;
  return length === key.length && text.startsWith(key, start + quote);
}

/** Of entries with one key, the last. */
function lastOfEach(entries: readonly YamlEntry[]): Iterable<YamlEntry> {
  return new Map(entries.map((it) => [it.key, it])).values();
}

/** The document's root, or undefined for a document that holds nothing. */
export function rootOf(document: YamlDocument): YamlNode | undefined {
  return document.table.length === 0 ? undefined : new YamlNode(document, 0);
}

/** One number of the table; -1 outside it. */
export function cell(document: YamlDocument, node: number, column: number): number {
  return document.table[node * STRIDE + column] ?? -1;
}
