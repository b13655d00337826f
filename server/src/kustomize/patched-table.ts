/**
 * An object that a build has changed, as its manifest's table with other rows for what has changed: what is as it is written
 * stays in its row and is not written again.
 */

import { COLUMN, FLAG, shapeOf, STRIDE, type YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import type { Difference } from "./table-writer.js";
import type { ListValue, MapValue, ScalarValue, Value } from "./value.js";

/** Rows that are made room for at first. */
const SPARE = 8;

export class PatchedTable {
  readonly #written: YamlDocument;
  #cells: Int32Array;
  #count: number;
  #added = "";
  #strings: Map<number, string> | undefined;
  /** Where new rows are written, in order; all others where they were. */
  readonly #origins: YamlNode[] = [];
  #different: Map<number, Difference> | undefined;
  /** Rows in which something has changed. */
  readonly #changed = new Set<number>();

  /** @param root What is written at the document's root, or was. The document has passed `isPatchable`. */
  constructor(document: YamlDocument, root: MapValue) {
    this.#written = document;
    this.#cells = new Int32Array(document.table.length + SPARE * STRIDE);
    this.#cells.set(document.table);
    this.#count = document.table.length / STRIDE;
    this.#keep(root, 0);
  }

  get table(): Int32Array {
    return this.#cells.subarray(0, this.#count * STRIDE);
  }

  /** The manifest, for a row in which nothing has changed. */
  asWritten(row: number): YamlDocument | undefined {
    const { length } = this.#written.table;
    return row * STRIDE < length && !this.#changed.has(row) ? this.#written : undefined;
  }

  originOf(row: number): YamlNode {
    return this.#origins[row - this.#count + this.#origins.length] ?? new YamlNode(this.#written, row);
  }

  differenceOf(row: number): Difference | undefined {
    return this.#different?.get(row);
  }

  /** The manifest's, and what was added. */
  get text(): string {
    return `${this.#written.text}\n${this.#added}`;
  }

  get strings(): ReadonlyMap<number, string> {
    return this.#strings ?? this.#written.strings;
  }

  /** What was written in the row is the value, but for what has changed inside. */
  #keep(value: Value, row: number): void {
    if (value.kind === "scalar") this.#keepScalar(value, row);
    else if (value.kind === "map") this.#keepMap(value, row);
    else if (!value.isWritten) this.#keepList(value, row);
  }

  #keepMap(map: MapValue, row: number): void {
    const { written } = map;
    if (written === map) return;
    const rows: number[] = [];
    const before = written?.entries ?? [];
    for (const it of map.entries) {
      // Most entries are the same, at the same place.
      const isSame = before[rows.length] === it;
      rows.push(isSame ? it.value.at.place : this.#child(it.value, row, it.key));
    }
    this.#link(row, rows);
  }

  #keepList(list: ListValue, row: number): void {
    const rows: number[] = [];
    const taken = new Set<YamlNode>();
    for (const it of list.items) {
      rows.push(taken.has(it.at) ? this.#add(it, row, undefined) : this.#child(it, row, undefined));
      taken.add(it.at);
    }
    this.#link(row, rows);
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
    this.#changed.add(row);
    if (!isSameText) this.#differs(row, "value");
    if (this.strings.has(row)) {
      this.#strings ??= new Map(this.#written.strings);
      this.#strings.delete(row);
    }
    const key = (this.#cells[row * STRIDE + COLUMN.shape] ?? 0) & FLAG.quotedKey;
    this.#cells[row * STRIDE + COLUMN.shape] = shapeOf("scalar", "plain", key | stringFlag(value));
    this.#setRange(row, this.#write(text));
  }

  /** A row that was not there. */
  #add(value: Value, parent: number, key: string | undefined): number {
    const { at } = value;
    const row = this.#newRow(parent, at);
    if (at.key !== key) this.#differs(row, "key");
    if (key !== undefined) {
      const { start, end } = this.#write(key);
      this.#cells[row * STRIDE + COLUMN.keyStart] = start;
      this.#cells[row * STRIDE + COLUMN.keyEnd] = end;
    }
    if (value.kind === "scalar") {
      this.#addScalar(value, row);
      return row;
    }
    const kind = kindOf(value);
    if (at.kind !== kind) this.#differs(row, "value");
    this.#cells[row * STRIDE + COLUMN.shape] = shapeOf(kind, "plain", at.kind === kind && at.flow ? FLAG.flow : 0);
    const start = this.#end();
    const rows: number[] = [];
    if (value.kind === "map") for (const it of value.entries) rows.push(this.#add(it.value, row, it.key));
    else for (const it of value.items) rows.push(this.#add(it, row, undefined));
    this.#link(row, rows);
    this.#setRange(row, { start, end: this.#end() });
    return row;
  }

  #addScalar(value: ScalarValue, row: number): void {
    const { at, text, type } = value;
    const isSameText = at.kind === "scalar" && at.text === text;
    const isAsWritten = isSameText && at.scalarType === type;
    const written = isAsWritten ? at.source : text;
    this.#cells[row * STRIDE + COLUMN.shape] = shapeOf("scalar", isAsWritten ? at.style : "plain", stringFlag(value));
    this.#setRange(row, this.#write(written));
    if (!isSameText) this.#differs(row, "value");
    if (isAsWritten && text !== written) {
      this.#strings ??= new Map(this.#written.strings);
      this.#strings.set(row, text);
    }
  }

  #differs(row: number, what: Difference): void {
    this.#different ??= new Map();
    this.#different.set(row, what);
  }

  #newRow(parent: number, origin: YamlNode): number {
    const row = this.#count++;
    this.#origins.push(origin);
    if ((row + 1) * STRIDE > this.#cells.length) {
      const larger = new Int32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells.fill(-1, row * STRIDE, (row + 1) * STRIDE);
    this.#cells[row * STRIDE + COLUMN.parent] = parent;
    return row;
  }

  #link(parent: number, rows: readonly number[]): void {
    this.#changed.add(parent);
    this.#cells[parent * STRIDE + COLUMN.first] = rows[0] ?? -1;
    for (let at = 0; at < rows.length; at++) {
      this.#cells[(rows[at] as number) * STRIDE + COLUMN.next] = rows[at + 1] ?? -1;
    }
  }

  #setRange(row: number, { start, end }: { readonly start: number; readonly end: number }): void {
    this.#cells[row * STRIDE + COLUMN.start] = start;
    this.#cells[row * STRIDE + COLUMN.end] = end;
  }

  #write(text: string): { readonly start: number; readonly end: number } {
    const start = this.#end();
    this.#added += `${text}\n`;
    return { start, end: start + text.length };
  }

  #end(): number {
    return this.#written.text.length + 1 + this.#added.length;
  }
}

function kindOf(value: Value): YamlNode["kind"] {
  return value.kind === "list" ? "sequence" : value.kind;
}

function stringFlag({ type }: ScalarValue): number {
  return type === "string" ? FLAG.stringTag : 0;
}
