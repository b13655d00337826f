/** Several maps as one, in which every node knows where it is written: a later map wins, maps in maps are merged, lists are not. */

import type { Site } from "../base/source.js";
import { TableBuilder } from "./table-builder.js";
import { FLAG, rootOf, type YamlDocument, type YamlNode } from "./yaml-document.js";

/** Larger ones are data that somebody generated, or aliases that multiply. */
const MOST_NODES = 50_000;

/** @param maps At least one. @returns Undefined for more nodes than anybody writes. */
export function mergedMaps(maps: readonly YamlNode[]): YamlNode | undefined {
  const [only, another] = maps;
  if (another === undefined) return only;
  const writer = new Writer();
  if (!writer.value(maps, -1, undefined)) return undefined;
  const { origins, builder } = writer;
  const document: YamlDocument = {
    id: 0,
    text: writer.text,
    table: builder.table(),
    strings: builder.strings,
    problems: [],
    origin: (node, part): Site => (origins[node.place] ?? (only as YamlNode)).site(part),
  };
  return rootOf(document);
}

class Writer {
  text = "";
  /** By row. */
  readonly origins: YamlNode[] = [];
  readonly builder = new TableBuilder();

  /** @param layers Values of one key; the last one wins. @returns False for too many nodes. */
  value(layers: readonly YamlNode[], parent: number, key: string | undefined): boolean {
    const top = layers.at(-1);
    if (top === undefined) return true;
    if (this.builder.count >= MOST_NODES) return false;
    const keyStart = this.text.length;
    if (key !== undefined) this.text += `${key}: `;
    const keyRow = key === undefined ? undefined : { start: keyStart, end: keyStart + key.length, quoted: false };
    const start = this.text.length;
    if (top.kind === "scalar") {
      const written = top.source;
      this.text += `${written}\n`;
      const flags = top.scalar().type === "string" ? FLAG.stringTag : 0;
      const shape = { kind: "scalar", style: top.style, flags, start, end: start + written.length } as const;
      const row = this.builder.add(parent, shape, keyRow);
      this.origins[row] = top;
      if (top.text !== written) this.builder.keepString(row, top.text);
      return true;
    }
    const row = this.builder.add(parent, { kind: top.kind, flags: 0, start, end: start }, keyRow);
    this.origins[row] = top;
    const done =
      top.kind === "map" ? this.#entries(layers, row) : top.items().every((it) => this.value([it], row, undefined));
    this.builder.endAt(row, this.text.length);
    return done;
  }

  /** Maps below the last value that is none are hidden by it. */
  #entries(layers: readonly YamlNode[], row: number): boolean {
    const visible = layers.slice(layers.findLastIndex((it) => it.kind !== "map") + 1);
    const byKey = new Map<string, YamlNode[]>();
    for (const map of visible) {
      const own = new Map(map.entries().map(({ key, value }) => [key, value]));
      for (const [key, value] of own) {
        const known = byKey.get(key);
        if (known === undefined) byKey.set(key, [value]);
        else known.push(value);
      }
    }
    return [...byKey].every(([key, values]) => this.value(values, row, key));
  }
}
