/** The table and text of a document with changes: its rows can be changed and linked otherwise, and rows and text added. */

import { COLUMN, FLAG, STRIDE, type YamlDocument } from "../syntax/yaml-document.js";

/** Rows that are made room for at first. */
const SPARE = 8;

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export class ChangedRows {
  readonly #written: YamlDocument;
  #cells: Int32Array;
  #count: number;
  #added = "";
  #strings: Map<number, string> | undefined;

  constructor(document: YamlDocument) {
    this.#written = document;
    this.#cells = new Int32Array(document.table.length + SPARE * STRIDE);
    this.#cells.set(document.table);
    this.#count = document.table.length / STRIDE;
  }

  get count(): number {
    return this.#count;
  }

  get table(): Int32Array {
    return this.#cells.subarray(0, this.#count * STRIDE);
  }

  /** Says that the row is another one than in the document. */
  mark(row: number): void {
    this.set(row, COLUMN.shape, this.cell(row, COLUMN.shape) | FLAG.changed);
  }

  /** The document's, and what was added. */
  get text(): string {
    return `${this.#written.text}\n${this.#added}`;
  }

  get strings(): ReadonlyMap<number, string> {
    return this.#strings ?? this.#written.strings;
  }

  cell(row: number, column: number): number {
    return this.#cells[row * STRIDE + column] ?? -1;
  }

  set(row: number, column: number, value: number): void {
    this.#cells[row * STRIDE + column] = value;
  }

  setRange(row: number, { start, end }: Stretch): void {
    this.set(row, COLUMN.start, start);
    this.set(row, COLUMN.end, end);
  }

  /** @param text What the row's value is, where that is not what its range says. */
  setString(row: number, text: string | undefined): void {
    if (text === undefined && !this.strings.has(row)) return;
    this.#strings ??= new Map(this.#written.strings);
    if (text === undefined) this.#strings.delete(row);
    else this.#strings.set(row, text);
  }

  add(parent: number): number {
    const row = this.#count++;
    if ((row + 1) * STRIDE > this.#cells.length) {
      const larger = new Int32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells.fill(-1, row * STRIDE, (row + 1) * STRIDE);
    this.set(row, COLUMN.parent, parent);
    return row;
  }

  /** Makes these rows all that is in a collection, which is another one by that. */
  link(parent: number, rows: readonly number[]): void {
    this.mark(parent);
    this.set(parent, COLUMN.first, rows[0] ?? -1);
    for (let at = 0; at < rows.length; at++) this.set(rows[at] as number, COLUMN.next, rows[at + 1] ?? -1);
  }

  /** Adds a line of text. @returns Where it stands. */
  write(text: string): Stretch {
    const start = this.end;
    this.#added += `${text}\n`;
    return { start, end: start + text.length };
  }

  /** Of the text so far. */
  get end(): number {
    return this.#written.text.length + 1 + this.#added.length;
  }
}
