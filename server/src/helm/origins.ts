/**
 * Where in its template each node of a rendered document is written, as far as that is certain. A line is the one that writes a
 * node if it is the only one, in the part of the template that writes what is round the node, with its column, key and value.
 */

import { cell, COLUMN, rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import { HEAD, type LineDocument } from "./line-document.js";
import { textMatches } from "./text-matches.js";
import type { TemplateLine } from "./template-lines.js";

/** Lines from the first to the one before `end`. */
interface Part {
  readonly first: number;
  readonly end: number;
  /** Conditions round it. */
  readonly depth: number;
}

/** By place in the rendered document: the node in the template's lines, or in those of what is round it. */
export function originsIn(rendered: YamlDocument, { lines }: LineDocument): ReadonlyMap<number, number> {
  const finder = new Finder(rendered.text, lines);
  const root = rootOf(rendered);
  if (root !== undefined) finder.root(root);
  return finder.found;
}

class Finder {
  readonly found = new Map<number, number>();
  readonly #text: string;
  readonly #lines: readonly TemplateLine[];
  /** Numbers of lines by column and key, ascending. */
  readonly #byKey = new Map<string, number[]>();
  /** How many of the lines before each write what actions say, and how many are no plain YAML. */
  readonly #outputs: number[] = [0];
  readonly #actions: number[] = [0];

  constructor(text: string, lines: readonly TemplateLine[]) {
    this.#text = text;
    this.#lines = lines;
    for (const [at, line] of lines.entries()) {
      this.#outputs.push((this.#outputs[at] ?? 0) + (line.is === "output" ? 1 : 0));
      this.#actions.push((this.#actions[at] ?? 0) + (line.is === "output" || line.is === "control" ? 1 : 0));
      if (line.is !== "text") continue;
      const key = keyOf(line.column, line.key);
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, [at]);
      else known.push(at);
    }
  }

  root(root: YamlNode): void {
    this.found.set(root.place, HEAD);
    this.#children(root, this.#segment(root), HEAD);
  }

  /** The part of the template, between two markers of documents, that alone makes objects of this kind; else all of it. */
  #segment(root: YamlNode): Part {
    const whole = { first: 0, end: this.#lines.length, depth: 0 };
    const kind = root.get("kind")?.text;
    const segments = this.#segments().filter(({ first, end }) =>
      this.#candidates(0, "kind", first, end).some((it) => textMatches(this.#lines[it]?.value ?? "*", kind ?? "")),
    );
    const [only] = segments;
    if (only === undefined || segments.length > 1) return whole;
    const [line] = this.#candidates(0, "kind", only.first, only.end);
    return { ...only, depth: this.#lines[line ?? 0]?.depth ?? 0 };
  }

  #segments(): Part[] {
    const found: Part[] = [];
    let first = 0;
    for (const [at, { start, key, value }] of this.#lines.entries()) {
      if (start !== 0 || key !== undefined || value !== "---") continue;
      found.push({ first, end: at, depth: 0 });
      first = at + 1;
    }
    return [...found, { first, end: this.#lines.length, depth: 0 }];
  }

  /** @param row Where what cannot be found is said to be. */
  #children(node: YamlNode, part: Part | undefined, row: number): void {
    if (node.kind === "map") {
      for (const { value, merged } of node.entries()) {
        if (!merged) this.#place(value, node.flow ? undefined : this.#line(value, value.key, part), part, row);
      }
    } else if (node.kind === "sequence") {
      const items = node.items();
      const lines = node.flow || part === undefined ? items.map(() => undefined) : this.#itemLines(items, part);
      for (const [at, item] of items.entries()) this.#place(item, lines[at], part, row);
    }
  }

  /** What is written inside braces or brackets is where these are; what is round a node that is not found holds for its children. */
  #place(node: YamlNode, line: number | undefined, part: Part | undefined, row: number): void {
    if (node.isAlias) return;
    const own = line === undefined ? row : line + 1;
    this.found.set(node.place, own);
    const isInline = node.kind !== "scalar" && node.flow;
    const inside = line === undefined || isInline ? undefined : this.#block(line, node.key === undefined);
    this.#children(node, inside ?? (isInline ? undefined : part), own);
  }

  /** Only one line may write an entry. */
  #line(node: YamlNode, key: string | undefined, part: Part | undefined): number | undefined {
    if (part === undefined || key === undefined) return undefined;
    const candidates = this.#candidates(this.#columnOf(keyStartOf(node)), key, part.first, part.end);
    if (candidates.length > MOST_CANDIDATES) return undefined;
    const found = candidates.filter((it) => this.#writes(it, node) && this.#isSure(it, part));
    return found.length === 1 ? found[0] : undefined;
  }

  /** Lines for the items of a list: each by what only it says, or where nothing else writes items, in their order. */
  #itemLines(items: readonly YamlNode[], part: Part): (number | undefined)[] {
    const [first] = items;
    if (first === undefined) return [];
    const column = this.#columnOf(startOf(first));
    const dashed: number[] = [];
    for (let at = part.first; at < part.end; at++) {
      const line = this.#lines[at];
      if (line?.is === "text" && line.dashed && line.column === column) dashed.push(at);
    }
    const isPlain = this.#isPlain(part);
    if (isPlain && dashed.length === items.length) {
      const inOrder = items.map((item, at) => this.#itemLine(item, [dashed[at] ?? -1]));
      if (inOrder.every((it) => it !== undefined)) return inOrder;
    }
    // With as many lines to try for each item as there are items, long lists would take for ever.
    if (dashed.length * items.length > MOST_TRIES) return items.map(() => undefined);
    const sure = dashed.filter((it) => this.#isSure(it, part));
    const lines = items.map((item) => this.#itemLine(item, sure));
    if (!this.#hasOutput(part)) return lines;
    // Of items that look the same an action may have written one.
    const counts = new Map<number | undefined, number>();
    for (const it of lines) counts.set(it, (counts.get(it) ?? 0) + 1);
    return lines.map((it) => (counts.get(it) === 1 ? it : undefined));
  }

  #itemLine(item: YamlNode, candidates: readonly number[]): number | undefined {
    const entry = item.kind === "map" && !item.flow ? item.entries()[0] : undefined;
    const found = candidates.filter((at) => {
      const line = this.#lines[at];
      if (line === undefined || line.key !== entry?.key) return false;
      return this.#writes(at, entry?.value ?? item);
    });
    return found.length === 1 ? found[0] : undefined;
  }

  /** True where the line may have this value. */
  #writes(at: number, node: YamlNode): boolean {
    const value = this.#lines[at]?.value;
    if (value !== undefined && /^[&!][^ ]*$/.test(value)) return true;
    if (node.kind !== "scalar" && !node.flow) return value === undefined || value.includes("*");
    if (value === undefined) return node.isNull;
    if (node.style === "literal" || node.style === "folded") return /^[|>]/.test(value) || value.includes("*");
    return textMatches(value, node.source) || textMatches(unquoted(value), node.text);
  }

  /** False where what an action writes there might look like the line, and the line itself might not be there. */
  #isSure(at: number, part: Part): boolean {
    return (this.#lines[at]?.depth ?? 0) <= part.depth || !this.#hasOutput(part);
  }

  #hasOutput({ first, end }: Part): boolean {
    return this.#outputs[end] !== this.#outputs[first];
  }

  #isPlain({ first, end }: Part): boolean {
    return this.#actions[end] === this.#actions[first];
  }

  /** The lines below a line that belong to its entry, or to its item. */
  #block(at: number, isItem: boolean): Part {
    const { column, depth } = this.#lines[at] as TemplateLine;
    let end = at + 1;
    for (; end < this.#lines.length; end++) {
      const line = this.#lines[end];
      if (line?.is !== "text" || line.start > column) continue;
      if (line.start < column || !(isItem || line.dashed)) break;
    }
    // The line of an item is that of its first entry too.
    return { first: at, end, depth };
  }

  /** Ascending; of more than anybody looks through, the first. */
  #candidates(column: number, key: string, first: number, end: number): number[] {
    const all = this.#byKey.get(keyOf(column, key)) ?? [];
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle] ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    const found: number[] = [];
    for (let at = low; at < all.length && found.length <= MOST_CANDIDATES; at++) {
      const line = all[at] as number;
      if (line >= end) break;
      found.push(line);
    }
    return found;
  }

  #columnOf(offset: number): number {
    return offset - (this.#text.lastIndexOf("\n", offset - 1) + 1);
  }
}

/** A line is looked for among so many; no real template has more entries of one key at one place. */
const MOST_CANDIDATES = 200;
const MOST_TRIES = 1_000_000;

function keyOf(column: number, key: string | undefined): string {
  return `${column}|${key ?? ""}`;
}

function keyStartOf({ document, place }: YamlNode): number {
  return cell(document, place, COLUMN.keyStart);
}

function startOf({ document, place }: YamlNode): number {
  return cell(document, place, COLUMN.start);
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}
