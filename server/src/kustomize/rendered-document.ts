/** An object of a build as a document of its own: what decoders read, with every node written where its origin is. */

import type { Site } from "../base/source.js";
import { memoize } from "../base/memoize.js";
import { TableBuilder } from "../syntax/table-builder.js";
import { FLAG, type Style, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import type { BuiltObject } from "./build-result.js";
import type { ScalarValue, Value } from "./value.js";

/** The same document for the same object. Its id is nobody's: no site names it. */
export const renderedDocument = memoize(({ root }: BuiltObject): YamlDocument => {
  const writer = new Writer();
  writer.value(root, -1, undefined);
  const { origins, different } = writer;
  return {
    id: 0,
    text: writer.text,
    table: writer.table(),
    strings: writer.strings,
    problems: [],
    origin: (node, part): Site => {
      const site = (origins[node.place] ?? root.at).site(part);
      const differs = different.get(node.place) ?? site.differs;
      return differs === undefined ? site : { ...site, differs };
    },
  };
});

interface KeyRow {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

class Writer {
  text = "";
  /** By row. */
  readonly origins: YamlNode[] = [];
  /** Rows that are not what is written at their origins. */
  readonly different = new Map<number, NonNullable<Site["differs"]>>();
  readonly #builder = new TableBuilder();

  get strings(): ReadonlyMap<number, string> {
    return this.#builder.strings;
  }

  table(): Int32Array {
    return this.#builder.table();
  }

  value(value: Value, parent: number, key: string | undefined): void {
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
    if (value.at.kind !== kind) this.different.set(row, "value");
    if (value.kind === "map") for (const it of value.entries) this.value(it.value, row, it.key);
    else for (const it of value.items) this.value(it, row, undefined);
    this.#builder.endAt(row, this.text.length);
  }

  #origin(row: number, { at }: Value, key: string | undefined): void {
    this.origins[row] = at;
    if (at.key !== key) this.different.set(row, "key");
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
    if (!isSameText) this.different.set(row, "value");
    if (asWritten && at.text !== written) this.#builder.strings.set(row, at.text);
  }
}
