/** The edits of one document while they are collected, and what limits them: text that an anchor shares. */

import { never } from "../../base/assert.js";
import { cell, COLUMN, KIND, KIND_MASK, STRIDE, type YamlDocument, type YamlNode } from "../yaml-document.js";
import { indentationNear, isJson, insideFlow, newlineOf } from "../layout.js";
import type { BlockStyle } from "../render-yaml.js";
import type { TextEdit } from "../text-edit.js";
import type { ScalarContext } from "../write-scalar.js";

/** A collection that was empty and has got its first entry or item by an edit: where the next one goes. */
export type Growth =
  /** More lines at this offset, at this column. */
  | { readonly style: "block"; readonly at: number; readonly column: number }
  /** More entries on one line or on lines of their own, each with what separates it from its neighbours. */
  | { readonly style: "flow"; readonly at: number; readonly before: string; readonly after: string }
  /** Nothing more: the text that would have to be edited is itself new. */
  | { readonly style: "closed" };

export class Draft {
  readonly document: YamlDocument;
  readonly text: string;
  readonly newline: string;
  readonly edits: TextEdit[] = [];
  readonly growths = new Map<number, Growth>();
  /** Places of entries and items that are taken out. */
  readonly removed = new Set<number>();
  #targets: ReadonlyMap<number, readonly number[]> | undefined;

  readonly #beside: () => readonly YamlDocument[];

  /** @param beside The other documents of its file, for what it does not show itself of the author's style. */
  constructor(document: YamlDocument, beside: () => readonly YamlDocument[]) {
    this.document = document;
    this.#beside = beside;
    this.text = document.text;
    this.newline = newlineOf(document.text);
  }

  replace(start: number, end: number, newText: string): void {
    if (never(start > end || end > this.text.length, `edit outside the text: ${start} to ${end}`)) return;
    if (start < end || newText !== "") this.edits.push({ range: { start, end }, newText });
  }

  add(edits: readonly TextEdit[]): void {
    for (const edit of edits) this.edits.push(edit);
  }

  insert(at: number, newText: string): void {
    this.replace(at, at, newText);
  }

  remove(start: number, end: number): void {
    this.replace(start, end, "");
  }

  /** The lines as one text, each but the first behind a line break and so many blanks. */
  joined(lines: readonly string[], column: number): string {
    const indent = " ".repeat(column);
    return lines.map((line, index) => (index === 0 || line === "" ? line : indent + line)).join(this.newline);
  }

  /** Adds lines below the line that ends at `lineEnd`. */
  insertBelow(lineEnd: number, lines: readonly string[], column: number): void {
    const block = " ".repeat(column) + this.joined(lines, column);
    // Behind the last line break of the text there is no line to be below of.
    const atEnd = lineEnd === this.text.length && this.text.endsWith("\n");
    this.insert(lineEnd, atEnd ? block + this.newline : this.newline + block);
  }

  /** How new lines near the node are indented. */
  styleNear(node: YamlNode): BlockStyle {
    const { step, list } = indentationNear(node, this.#beside());
    return { indent: step, listIndent: list, itemIndent: 2 };
  }

  /** What a scalar has to look like in the node's place. */
  contextOf(node: YamlNode): ScalarContext {
    if (isJson(this.document)) return "json";
    return insideFlow(node) ? "flow" : "block";
  }

  /** True when an alias shows the text at the node in another place too, so that an edit would change both. */
  isShared(node: YamlNode | undefined): boolean {
    const targets = this.#aliasTargets();
    for (let at = node; at !== undefined; at = at.parent) if (targets.has(at.place)) return true;
    return false;
  }

  /** True when an alias outside the node stands for something inside it, and would lose it. */
  feedsAlias(node: YamlNode): boolean {
    const end = this.#endOfRows(node.place);
    for (const [target, aliases] of this.#aliasTargets()) {
      if (target < node.place || target >= end) continue;
      if (aliases.some((alias) => alias < node.place || alias >= end)) return true;
    }
    return false;
  }

  /** True when the node or something inside it is anchored or an alias: its text means something else elsewhere. */
  hasAnchors(node: YamlNode): boolean {
    const end = this.#endOfRows(node.place);
    for (const [target, aliases] of this.#aliasTargets()) {
      if ((target >= node.place && target < end) || aliases.some((it) => it >= node.place && it < end)) return true;
    }
    return false;
  }

  /** Row past the last one of the node's subtree: rows stand in the order of the text, children after their parent. */
  #endOfRows(place: number): number {
    const rows = this.document.table.length / STRIDE;
    let end = place + 1;
    while (end < rows && cell(this.document, end, COLUMN.parent) >= place) end++;
    return end;
  }

  #aliasTargets(): ReadonlyMap<number, readonly number[]> {
    if (this.#targets !== undefined) return this.#targets;
    const targets = new Map<number, number[]>();
    for (let row = 0; row * STRIDE < this.document.table.length; row++) {
      if ((cell(this.document, row, COLUMN.shape) & KIND_MASK) !== KIND.alias) continue;
      const target = cell(this.document, row, COLUMN.first);
      if (target >= 0) targets.set(target, [...(targets.get(target) ?? []), row]);
    }
    this.#targets = targets;
    return targets;
  }
}
