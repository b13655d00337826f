/** An object that expressions write as literals, as a document: every node is where it is written in the manifest. */

import type { Part, Site, TextRange } from "../base/source.js";
import { TableBuilder } from "../syntax/table-builder.js";
import { FLAG, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import { type CelMap, type CelValue, readCel } from "./cel-literals.js";

/** An expression: what is in it, and the scalar that says it. */
export interface Expression {
  readonly value: CelValue;
  readonly at: YamlNode;
  /** Where in the scalar's source its text begins. */
  readonly offset: number;
}

/** What an expression of CEL says; read from the text as it is written, since line breaks mean nothing in it. */
export function expressionAt(at: YamlNode): Expression {
  const { source, style } = at;
  if (style === "literal" || style === "folded") {
    const offset = source.indexOf("\n") + 1;
    return { value: readCel(source.slice(offset)), at, offset };
  }
  const offset = style === "plain" ? 0 : 1;
  return { value: readCel(source.slice(offset, source.length - offset)), at, offset };
}

/** Finds what `variables.NAME` stands for; undefined for one that is not there. */
export type Resolve = (name: string) => Expression | undefined;

const VARIABLE = /^variables\.([A-Za-z_]\w*)$/;
const MOST_ROUNDS = 20;

/** The expression, with variables that are no more than another expression followed. */
export function followed(expression: Expression, resolve: Resolve): Expression {
  let current = expression;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const name = current.value.kind === "open" ? VARIABLE.exec(current.value.text)?.[1] : undefined;
    const next = name === undefined ? undefined : resolve(name);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

/** Undefined where not all of it is literal, `metadata.namespace` aside, which is left out: the rule says where it goes. */
export function documentOf(
  object: Expression & { readonly value: CelMap },
  resolve: Resolve,
): YamlDocument | undefined {
  const writer = new Writer(resolve);
  writer.value(object, -1, undefined, []);
  return writer.isLiteral ? writer.document(object.at.site().document) : undefined;
}

const MOST_NODES = 10_000;

class Writer {
  isLiteral = true;
  readonly #resolve: Resolve;
  readonly #builder = new TableBuilder();
  readonly #sites: { readonly at: YamlNode; readonly inside: Readonly<Record<Part, TextRange>> }[] = [];
  #text = "";

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  document(id: number): YamlDocument {
    const sites = this.#sites;
    return {
      id,
      text: this.#text,
      table: this.#builder.table(),
      strings: this.#builder.strings,
      problems: [],
      origin: (node, part): Site => {
        const { at, inside } = sites[node.place] ?? (sites[0] as (typeof sites)[number]);
        return { ...at.site(), part, inside, piece: inside[part] };
      },
    };
  }

  value(
    written: Expression,
    parent: number,
    key: { readonly name: string; readonly at: TextRange } | undefined,
    path: readonly string[],
  ): void {
    const expression = followed(written, this.#resolve);
    const { value } = expression;
    if (this.#builder.count > MOST_NODES || value.kind === "open" || value.kind === "call") {
      this.isLiteral = false;
      return;
    }
    const keyStart = this.#text.length;
    if (key !== undefined) this.#text += `${key.name}: `;
    const keyRow = key && { start: keyStart, end: keyStart + key.name.length, quoted: false };
    const start = this.#text.length;
    const isScalar = value.kind === "text" || value.kind === "word";
    if (isScalar) this.#text += expressionText(expression);
    const kind = isScalar ? "scalar" : value.kind === "map" ? "map" : "sequence";
    const flags = value.kind === "text" ? FLAG.stringTag : 0;
    const row = this.#builder.add(parent, { kind, flags, start, end: this.#text.length }, keyRow);
    this.#text += "\n";
    if (value.kind === "text") this.#builder.keepString(row, value.value);
    this.#sites[row] = placeOf(expression, key?.at);
    if (value.kind === "list") {
      for (const it of value.items) this.value({ ...expression, value: it }, row, undefined, path);
    } else if (value.kind === "map") {
      for (const it of value.entries) {
        if (path.join(".") === "metadata" && it.key === "namespace") continue;
        const name = { name: it.key, at: moved(it.keyAt, expression.offset) };
        this.value({ ...expression, value: it.value }, row, name, [...path, it.key]);
      }
    }
    this.#builder.endAt(row, this.#text.length - 1);
  }
}

function expressionText({ value, at, offset }: Expression): string {
  return at.source.slice(offset + value.start, offset + value.end).replaceAll("\n", " ");
}

function placeOf(
  { value, at, offset }: Expression,
  key: TextRange | undefined,
): { at: YamlNode; inside: Record<Part, TextRange> } {
  const own = moved(value, offset);
  // A key of another expression is not beside the value.
  const isBeside = key !== undefined && key.start < own.start;
  return {
    at,
    inside: { key: isBeside ? key : own, value: own, pair: isBeside ? { start: key.start, end: own.end } : own },
  };
}

function moved({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
