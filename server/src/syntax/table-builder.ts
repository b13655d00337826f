/** Writes the flat node table of a document, row by row. Shared by both parsers. */

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
  /** Text of the key where it differs from its source. */
  readonly text?: string;
  readonly merge?: boolean;
  readonly complex?: boolean;
}

export class TableBuilder {
  #cells: Int32Array = new Int32Array(64 * STRIDE);
  #count = 0;
  readonly #lastChild: number[] = [];
  readonly strings = new Map<number, string>();

  /** Adds a node as the last child of `parent` (-1 for the root) and returns its index. */
  add(parent: number, row: Row, key?: KeyRow): number {
    const index = this.#count++;
    if (this.#count * STRIDE > this.#cells.length) {
      const larger = new Int32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    let flags = row.flags ?? 0;
    if (key?.quoted === true) flags |= FLAG.quotedKey;
    if (key?.merge === true) flags |= FLAG.merge;
    if (key?.complex === true) flags |= FLAG.complexKey;
    const at = index * STRIDE;
    this.#cells[at + COLUMN.shape] = shapeOf(row.kind, row.style ?? "plain", flags);
    this.#cells[at + COLUMN.parent] = parent;
    this.#cells[at + COLUMN.next] = -1;
    this.#cells[at + COLUMN.first] = -1;
    this.#cells[at + COLUMN.start] = row.start;
    this.#cells[at + COLUMN.end] = row.end;
    this.#cells[at + COLUMN.keyStart] = key?.start ?? -1;
    this.#cells[at + COLUMN.keyEnd] = key?.end ?? -1;
    if (key?.text !== undefined) this.strings.set(-1 - index, key.text);
    this.#lastChild.push(-1);
    if (parent >= 0) {
      const last = this.#lastChild[parent] ?? -1;
      if (last < 0) this.#cells[parent * STRIDE + COLUMN.first] = index;
      else this.#cells[last * STRIDE + COLUMN.next] = index;
      this.#lastChild[parent] = index;
    }
    return index;
  }

  /** Sets where a collection ends, once its last child is known. */
  endAt(index: number, end: number): void {
    this.#cells[index * STRIDE + COLUMN.end] = end;
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
