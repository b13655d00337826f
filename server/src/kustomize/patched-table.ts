/**
 * An object that a build has changed, as its manifest's table with other rows for what has changed: what is as it is written
 * stays in its row and is not written again.
 */

import { COLUMN, FLAG, shapeOf, STRIDE, type YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import { ChangedRows } from "./changed-rows.js";
import type { Difference } from "./table-writer.js";
import type { Entry, ListValue, MapValue, ScalarValue, Value } from "./value.js";

export class PatchedTable {
  readonly #written: YamlDocument;
  readonly #rows: ChangedRows;
  /** Where new rows are written, in order; all others where they were. */
  readonly #origins: YamlNode[] = [];
  #different: Map<number, Difference> | undefined;

  /** @param root What is written at the document's root, or was. The document is plain (`isPlain`). */
  constructor(document: YamlDocument, root: MapValue) {
    this.#written = document;
    this.#rows = new ChangedRows(document);
    this.#keep(root, 0);
  }

  get table(): Int32Array {
    return this.#rows.table;
  }

  get text(): string {
    return this.#rows.text;
  }

  get strings(): ReadonlyMap<number, string> {
    return this.#rows.strings;
  }

  originOf(row: number): YamlNode {
    return this.#origins[row - this.#rows.count + this.#origins.length] ?? new YamlNode(this.#written, row);
  }

  differenceOf(row: number): Difference | undefined {
    return this.#different?.get(row);
  }

  /** What was written in the row is the value, but for what has changed inside. */
  #keep(value: Value, row: number): void {
    if (value.kind === "scalar") this.#keepScalar(value, row);
    else if (value.kind === "map") this.#keepMap(value, row);
    else if (!value.isWritten) this.#keepList(value, row);
  }

  #keepMap(map: MapValue, row: number): void {
    const { written, entries } = map;
    if (written === map) return;
    const before = written?.entries ?? [];
    if (entries.length === before.length && entries.every((it, at) => isAtSamePlace(it, before[at]))) {
      for (let at = 0; at < entries.length; at++) this.#keepEntry(entries[at] as Entry, before[at]);
      this.#rows.mark(row);
      return;
    }
    const rows: number[] = [];
    for (const it of entries) {
      const was = before[rows.length];
      const isHere = isAtSamePlace(it, was);
      if (isHere) this.#keepEntry(it, was);
      rows.push(isHere ? it.value.at.place : this.#child(it.value, row, it.key));
    }
    this.#rows.link(row, rows);
  }

  /** @param was At the same place: most entries are the same. */
  #keepEntry(entry: Entry, was: Entry | undefined): void {
    if (was !== entry) this.#keep(entry.value, entry.value.at.place);
  }

  #keepList(list: ListValue, row: number): void {
    const rows: number[] = [];
    const taken = new Set<YamlNode>();
    for (const it of list.items) {
      rows.push(taken.has(it.at) ? this.#add(it, row, undefined) : this.#child(it, row, undefined));
      taken.add(it.at);
    }
    this.#rows.link(row, rows);
  }

  #child(value: Value, row: number, key: string | undefined): number {
    const { at } = value;
    const isHere =
      at.document === this.#written &&
      this.#written.table[at.place * STRIDE + COLUMN.parent] === row &&
      at.key === key &&
      at.kind === kindOf(value);
    if (!isHere) return this.#add(value, row, key);
    this.#keep(value, at.place);
    return at.place;
  }

  #keepScalar(value: ScalarValue, row: number): void {
    const { at, text, type } = value;
    const isSameText = at.text === text;
    if (isSameText && at.scalarType === type) return;
    if (!isSameText) this.#differs(row, "value");
    this.#rows.setString(row, undefined);
    const key = this.#rows.cell(row, COLUMN.shape) & FLAG.quotedKey;
    this.#rows.set(row, COLUMN.shape, shapeOf("scalar", "plain", key | stringFlag(value)));
    this.#rows.mark(row);
    this.#rows.setRange(row, this.#rows.write(text));
  }

  /** A row that was not there. */
  #add(value: Value, parent: number, key: string | undefined): number {
    const { at } = value;
    const row = this.#rows.add(parent);
    this.#origins.push(at);
    if (at.key !== key) this.#differs(row, "key");
    if (key !== undefined) {
      const { start, end } = this.#rows.write(key);
      this.#rows.set(row, COLUMN.keyStart, start);
      this.#rows.set(row, COLUMN.keyEnd, end);
    }
    if (value.kind === "scalar") this.#addScalar(value, row);
    else this.#addCollection(value, row);
    this.#rows.mark(row);
    return row;
  }

  #addCollection(value: MapValue | ListValue, row: number): void {
    const { at } = value;
    const kind = kindOf(value);
    if (at.kind !== kind) this.#differs(row, "value");
    const flags = at.kind === kind && at.flow ? FLAG.flow : 0;
    this.#rows.set(row, COLUMN.shape, shapeOf(kind, "plain", flags));
    const start = this.#rows.end;
    const rows: number[] = [];
    if (value.kind === "map") for (const it of value.entries) rows.push(this.#add(it.value, row, it.key));
    else for (const it of value.items) rows.push(this.#add(it, row, undefined));
    this.#rows.link(row, rows);
    this.#rows.setRange(row, { start, end: this.#rows.end });
  }

  #addScalar(value: ScalarValue, row: number): void {
    const { at, text, type } = value;
    const isSameText = at.kind === "scalar" && at.text === text;
    const isAsWritten = isSameText && at.scalarType === type;
    const written = isAsWritten ? at.source : text;
    const shape = shapeOf("scalar", isAsWritten ? at.style : "plain", stringFlag(value));
    this.#rows.set(row, COLUMN.shape, shape);
    this.#rows.setRange(row, this.#rows.write(written));
    if (!isSameText) this.#differs(row, "value");
    if (isAsWritten && text !== written) this.#rows.setString(row, text);
  }

  #differs(row: number, what: Difference): void {
    this.#different ??= new Map();
    this.#different.set(row, what);
  }
}

/** @param was One of those that are written where the entry is. */
function isAtSamePlace(entry: Entry, was: Entry | undefined): boolean {
  if (was === entry) return true;
  return was?.key === entry.key && was.value.at === entry.value.at && was.value.kind === entry.value.kind;
}

function kindOf(value: Value): YamlNode["kind"] {
  return value.kind === "list" ? "sequence" : value.kind;
}

function stringFlag({ type }: ScalarValue): number {
  return type === "string" ? FLAG.stringTag : 0;
}
