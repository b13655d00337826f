/** What of a masked document is certain: which nodes are literal and whole, and whether they are where they seem to be. */

import { firstAtLeast } from "../../base/sorted.js";
import type { TextRange } from "../../base/source.js";
import { children, columnOf, endOf, nextSibling, skipTrivia } from "../layout.js";
import { cell, COLUMN, type YamlDocument, YamlNode } from "../yaml-document.js";
import { Branches } from "./branches.js";
import type { Mask, Unknown } from "./mask.js";

/** Where a node stands. */
interface Extent {
  /** Of its key or hyphen. */
  readonly start: number;
  /** Of what comes behind it, whatever that is. */
  readonly behind: number;
  /** Least column of a line that is in it: entries stand further right than the key, items of a list may stand below it. */
  readonly column: number;
}

export class Certainty {
  readonly #document: YamlDocument;
  readonly #unknown: readonly Unknown[];
  readonly #unknownStarts: readonly number[];
  readonly #branches: Branches;
  readonly #extents = new Map<number, Extent>();
  readonly #whole = new Map<number, boolean>();
  readonly #closed = new Map<number, boolean>();

  /** @param start Where the document begins in the mask's text. */
  constructor(document: YamlDocument, { unknown, blocks }: Pick<Mask, "unknown" | "blocks">, start: number) {
    const end = start + document.text.length;
    const isHere = (it: TextRange): boolean => it.start < end && it.end > start;
    this.#document = document;
    this.#unknown = unknown.filter(isHere).map((it) => ({ ...it, start: it.start - start, end: it.end - start }));
    this.#unknownStarts = this.#unknown.map((it) => it.start);
    this.#branches = new Branches(
      blocks.filter(isHere).map((it) => ({
        word: it.word,
        start: it.start - start,
        end: it.end - start,
        branches: it.branches.map((branch) => branch - start),
      })),
    );
  }

  /** True where the node's key is as written, and there whenever everything around it is. */
  isPlaced(node: number): boolean {
    const start = startOf(this.#document, node);
    for (let at = node; at >= 0; at = cell(this.#document, at, COLUMN.parent)) {
      const key = cell(this.#document, at, COLUMN.keyStart);
      if (key >= 0 && this.#unknownIn(key, cell(this.#document, at, COLUMN.keyEnd)).length > 0) return false;
      const branch = this.#branches.at(startOf(this.#document, at));
      if (branch !== undefined && start >= branch.end) return false;
    }
    return true;
  }

  /** True where all that is in the node is as written, and always there with it. */
  isWhole(node: number): boolean {
    return remembered(this.#whole, node, () => {
      const { start, behind, column } = this.#extent(node);
      const last = node === 0 ? behind : endOf(new YamlNode(this.#document, node));
      return (
        !this.#unknownIn(start, behind).some((it) => (it.column ?? column) >= column) &&
        !this.#branches.openIn(start, last) &&
        !this.#goesOn(start, column)
      );
    });
  }

  /** True where a map has no entries, and a list no items, but those that are written, some of them perhaps not always. */
  isClosed(node: number): boolean {
    return remembered(this.#closed, node, () => {
      const { start, behind, column } = this.#extent(node);
      const open = this.#unknownIn(start, behind).some((it) => it.isOpen && (it.column ?? column) >= column);
      return !open && !this.#goesOn(start, column);
    });
  }

  /** True where the node's text is as written. */
  isLiteral(node: number): boolean {
    const [start, end] = [cell(this.#document, node, COLUMN.start), cell(this.#document, node, COLUMN.end)];
    return this.#unknownIn(start, end).length === 0;
  }

  /** True where two nodes are there together: both always, or in one branch. */
  areTogether(one: number, other: number): boolean {
    const [a, b] = [one, other].map((it) => this.#branches.at(startOf(this.#document, it)));
    return a === b;
  }

  /**
   * True where lines behind a block may go on what is in a branch that is not its last: read as they stand, they seem to
   * go on the last one alone.
   */
  #goesOn(start: number, column: number): boolean {
    for (let branch = this.#branches.at(start); branch !== undefined; branch = branch.outer) {
      if (branch.end < branch.blockEnd && this.#columnBehind(branch.blockEnd) >= column) return true;
    }
    return false;
  }

  /** Column of the first line behind an offset that says something; of lines whose column nobody knows, endless. */
  #columnBehind(offset: number): number {
    const { text } = this.#document;
    const next = skipTrivia(text, offset);
    const line = this.#unknown[firstAtLeast(this.#unknownStarts, offset)];
    if (line?.isOpen === true && line.start < next) return line.column ?? Number.POSITIVE_INFINITY;
    return next >= text.length ? -1 : columnOf(text, next);
  }

  #extent(node: number): Extent {
    const known = this.#extents.get(node);
    if (known !== undefined) return known;
    const { text } = this.#document;
    const own = new YamlNode(this.#document, node);
    const { parent } = own;
    if (parent === undefined) return this.#keep(node, { start: 0, behind: text.length, column: 0 });
    // All of one parent at once: each begins where the one before it ends.
    const outer = this.#extent(parent.place);
    let end = Math.max(0, cell(this.#document, parent.place, COLUMN.keyEnd), outer.start);
    for (const child of children(parent)) {
      const key = cell(this.#document, child.place, COLUMN.keyStart);
      const start = key >= 0 ? key : Math.max(end, this.#hyphen(end, child));
      const next = nextSibling(child);
      const behind = next === undefined ? outer.behind : startOf(this.#document, next.place);
      const isList = key >= 0 && child.kind !== "map";
      const column = parent.flow ? 0 : columnOf(text, start) + (isList ? 0 : 1);
      this.#keep(child.place, { start, behind, column });
      end = endOf(child);
    }
    return this.#extents.get(node) ?? { start: startOf(this.#document, node), behind: outer.behind, column: 0 };
  }

  /** The hyphen of an item that comes behind `from`. */
  #hyphen(from: number, item: YamlNode): number {
    const value = cell(this.#document, item.place, COLUMN.start);
    const hyphen = this.#document.text.indexOf("-", from);
    return hyphen >= 0 && hyphen < value ? hyphen : value;
  }

  #keep(node: number, extent: Extent): Extent {
    this.#extents.set(node, extent);
    return extent;
  }

  #unknownIn(start: number, end: number): readonly Unknown[] {
    const first = firstAtLeast(this.#unknownStarts, start);
    const before = this.#unknown[first - 1];
    const from = before !== undefined && before.end > start ? first - 1 : first;
    return this.#unknown.slice(from, firstAtLeast(this.#unknownStarts, end));
  }
}

function startOf(document: YamlDocument, node: number): number {
  const keyStart = cell(document, node, COLUMN.keyStart);
  return keyStart >= 0 ? keyStart : cell(document, node, COLUMN.start);
}

function remembered(memory: Map<number, boolean>, node: number, find: () => boolean): boolean {
  const known = memory.get(node);
  if (known !== undefined) return known;
  const found = find();
  memory.set(node, found);
  return found;
}
