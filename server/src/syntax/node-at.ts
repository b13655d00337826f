/** Offset → the node there, and whether the offset stands on its key or in its value. */

import { cell, COLUMN, rootOf, YamlNode, type YamlDocument } from "./yaml-document.js";

export interface NodeAt {
  readonly node: YamlNode;
  readonly on: "key" | "value";
}

/**
 * The deepest node at the offset, which counts from the start of the document's own text. White space between entries
 * belongs to the collection round it.
 */
export function nodeAt(document: YamlDocument, offset: number): NodeAt | undefined {
  const root = rootOf(document);
  if (root === undefined) return undefined;
  let index = 0;
  for (;;) {
    const child = childAt(document, index, offset);
    if (child === undefined) return { node: new YamlNode(document, index), on: "value" };
    const keyStart = cell(document, child, COLUMN.keyStart);
    const keyEnd = cell(document, child, COLUMN.keyEnd);
    if (keyStart >= 0 && offset >= keyStart && offset <= keyEnd) {
      return { node: new YamlNode(document, child), on: "key" };
    }
    index = child;
  }
}

/** The child whose key or value holds the offset, the later one where two touch. */
function childAt(document: YamlDocument, parent: number, offset: number): number | undefined {
  let found: number | undefined;
  for (let at = cell(document, parent, COLUMN.first); at > parent; at = cell(document, at, COLUMN.next)) {
    const keyStart = cell(document, at, COLUMN.keyStart);
    const start = keyStart >= 0 ? keyStart : cell(document, at, COLUMN.start);
    const end = Math.max(cell(document, at, COLUMN.end), cell(document, at, COLUMN.keyEnd));
    if (start <= offset && offset <= end) found = at;
  }
  return found;
}

/** Keys from `root` down to the node, list items left out. */
export function keysBetween(root: YamlNode, node: YamlNode): string[] {
  const keys: string[] = [];
  for (let at: YamlNode | undefined = node; at !== undefined && at.place !== root.place; at = at.parent) {
    if (at.key !== undefined) keys.unshift(at.key);
  }
  return keys;
}
