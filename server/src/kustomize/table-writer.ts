/** An object of a build, written out anew as text with its table; every row knows where it is written. */

import type { Site } from "../base/source.js";
import { TableBuilder } from "../syntax/table-builder.js";
import { FLAG, type Style, type YamlNode } from "../syntax/yaml-document.js";
import type { MapValue, ScalarValue, Value } from "./value.js";

interface KeyRow {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** How a row differs from what is written at its origin. */
export type Difference = NonNullable<Site["differs"]>;

export class TableWriter {
  text = "";
  readonly #root: MapValue;
  /** By row. */
  readonly #origins: YamlNode[] = [];
  /** Rows that are not what is written at their origins. */
  readonly #different = new Map<number, Difference>();
  readonly #builder = new TableBuilder();

  constructor(root: MapValue) {
    this.#root = root;
    this.#value(root, -1, undefined);
  }

  originOf(row: number): YamlNode {
    return this.#origins[row] ?? this.#root.at;
  }

  differenceOf(row: number): Difference | undefined {
    return this.#different.get(row);
  }

  get strings(): ReadonlyMap<number, string> {
    return this.#builder.strings;
  }

  get table(): Int32Array {
    return this.#builder.table();
  }

  #value(value: Value, parent: number, key: string | undefined): void {
    const keyStart = this.text.length;
    if (key !== undefined) this.text += `${key}: `;
    const keyRow = key === undefined ? undefined : { start: keyStart, end: keyStart + key.length, quoted: false };
    if (value.kind === "scalar") {
      this.#scalar(value, parent, key, keyRow);
      return;
    }
    const kind = value.kind === "map" ? "map" : "sequence";
    const flags = value.at.kind === kind && value.at.flow ? FLAG.flow : 0;
    const start = this.text.length;
    const row = this.#builder.add(parent, { kind, flags, start, end: start }, keyRow);
    this.#origin(row, value, key);
    if (value.at.kind !== kind) this.#different.set(row, "value");
    if (value.kind === "map") for (const it of value.entries) this.#value(it.value, row, it.key);
    else for (const it of value.items) this.#value(it, row, undefined);
    this.#builder.endAt(row, this.text.length);
  }

  #origin(row: number, { at }: Value, key: string | undefined): void {
    this.#origins[row] = at;
    if (at.key !== key) this.#different.set(row, "key");
  }

  #scalar(value: ScalarValue, parent: number, key: string | undefined, keyRow: KeyRow | undefined): void {
    const { at } = value;
    const isSameText = at.kind === "scalar" && at.text === value.text;
    const asWritten = isSameText && at.scalarType === value.type;
    const written = asWritten ? at.source : value.text;
    const style: Style = asWritten ? at.style : "plain";
    const flags = value.type === "string" ? FLAG.stringTag : 0;
    const start = this.text.length;
    this.text += `${written}\n`;
    const row = this.#builder.add(parent, { kind: "scalar", style, flags, start, end: start + written.length }, keyRow);
    this.#origin(row, value, key);
    if (!isSameText) this.#different.set(row, "value");
    if (asWritten && at.text !== written) this.#builder.keepString(row, at.text);
  }
}
