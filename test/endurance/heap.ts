/** How much of a process's heap its data take, from a snapshot of the heap as Node writes it. */

import { readFileSync } from "node:fs";

interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly (readonly string[])[] };
  };
  /** The fields of each node, one node behind the other. */
  readonly nodes: readonly number[];
}

/**
 * What the engine of JavaScript notes for itself: code that it compiles, which objects have which fields, and which code depends on that.
 * It grows for as long as some function is called often enough to be compiled anew, with what the program is and not with what it
 * has done.
 */
const OF_ENGINE: readonly string[] = ["code", "hidden", "object shape", "synthetic"];

/** Bytes of objects, functions and texts. */
export function dataIn(file: string): number {
  const { snapshot, nodes } = JSON.parse(readFileSync(file, "utf8")) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf("type"), fields.indexOf("self_size")];
  const names = types[type] ?? [];
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (!OF_ENGINE.includes(names[nodes[at + type] ?? -1] ?? "")) bytes += nodes[at + size] ?? 0;
  }
  return bytes;
}
