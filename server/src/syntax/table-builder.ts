/** Writes the flat node table of a document, row by row. Shared by all parsers. */

import { COLUMN, FLAG, shapeOf, STRIDE, type KIND, type Style } from "./yaml-document.js";

export interface Row {
  readonly kind: keyof typeof KIND;
  readonly style?: Style;
  readonly flags?: number;
  readonly start: number;
  readonly end: number;
}

export interface KeyRow {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly merge?: boolean;
  readonly complex?: boolean;
}

/** One for all documents whose scalars are all as written, which are most. */
const NO_STRINGS: ReadonlyMap<number, string> = new Map();

export class TableBuilder {
  #cells: Int32Array = new Int32Array(64 * STRIDE);
  #count = 0;
  readonly #lastChild: number[] = [];
  #strings: Map<number, string> | undefined;

  get strings(): ReadonlyMap<number, string> {
    return this.#strings ?? NO_STRINGS;
  }

  /** Enters the value of a scalar that differs from what stands in the text, or of a key under `-1 - row`. */
  keepString(row: number, value: string): void {
    this.#strings ??= new Map();
    this.#strings.set(row, value);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a node as the last child of `parent` (-1 for the root) and returns its index. */
  add(parent: number, row: Row, key?: KeyRow): number {
    let flags = row.flags ?? 0;
    if (key?.quoted === true) flags |= FLAG.quotedKey;
    if (key?.merge === true) flags |= FLAG.merge;
    if (key?.complex === true) flags |= FLAG.complexKey;
    const shape = shapeOf(row.kind, row.style ?? "plain", flags);
    return this.addRow(parent, shape, row.start, row.end, key?.start ?? -1, key?.end ?? -1);
  }

  /** The same from bare numbers, for parsers that count microseconds. Without a key, its offsets are -1. */
  addRow(parent: number, shape: number, start: number, end: number, keyStart: number, keyEnd: number): number {
    const index = this.#count++;
    const at = index * STRIDE;
    if (at + STRIDE > this.#cells.length) {
      const larger = new Int32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    const cells = this.#cells;
    cells[at + COLUMN.shape] = shape;
    cells[at + COLUMN.parent] = parent;
    cells[at + COLUMN.next] = -1;
    cells[at + COLUMN.first] = -1;
    cells[at + COLUMN.start] = start;
    cells[at + COLUMN.end] = end;
    cells[at + COLUMN.keyStart] = keyStart;
    cells[at + COLUMN.keyEnd] = keyEnd;
    this.#lastChild.push(-1);
    if (parent >= 0) {
      const last = this.#lastChild[parent] ?? -1;
      if (last < 0) cells[parent * STRIDE + COLUMN.first] = index;
      else cells[last * STRIDE + COLUMN.next] = index;
      this.#lastChild[parent] = index;
    }
    return index;
  }

  /** Gives a row that was added before its value was known its shape and range; flags of its key stay. */
  fill(index: number, shape: number, start: number, end: number): void {
    const at = index * STRIDE;
    this.#cells[at + COLUMN.shape] = (this.#cells[at + COLUMN.shape] ?? 0) | shape;
    this.#cells[at + COLUMN.start] = start;
    this.#cells[at + COLUMN.end] = end;
  }

  /** Sets where a collection ends, once its last child is known. */
  endAt(index: number, end: number): void {
    this.#cells[index * STRIDE + COLUMN.end] = end;
  }

  /** Ends a collection where its last child ends. */
  endWithLastChild(index: number): void {
    this.endAt(index, this.endOf(this.#lastChild[index] ?? -1));
  }

  /** Points an alias at the node it stands for. */
  aliasOf(index: number, target: number): void {
    this.#cells[index * STRIDE + COLUMN.first] = target;
  }

  endOf(index: number): number {
    return this.#cells[index * STRIDE + COLUMN.end] ?? -1;
  }

  keyEndOf(index: number): number {
    return this.#cells[index * STRIDE + COLUMN.keyEnd] ?? -1;
  }

  parentOf(index: number): number {
    return this.#cells[index * STRIDE + COLUMN.parent] ?? -1;
  }

  table(): Int32Array {
    return this.#cells.slice(0, this.#count * STRIDE);
  }
}
