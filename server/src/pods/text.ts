/** Texts of the table of pods filled with what an object says. */

import { field, items, text } from "../decode/read.js";
import type { YamlNode } from "../syntax/yaml-document.js";

/** What a text of the table may speak of. */
export interface Subject {
  readonly root: YamlNode;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The item of which there is a set, and its name. */
  readonly part?: YamlNode;
  readonly item?: string;
}

/** The node at a dotted path below the object, or below the set's part where the path begins with a dot. */
export function nodeOf({ root, part }: Subject, path: string): YamlNode | undefined {
  const [start, keys] = path.startsWith(".") ? [part, path.slice(1)] : [root, path];
  return keys.split(".").reduce<YamlNode | undefined>((node, key) => field(node, key), start);
}

/** The text with its places filled; undefined where the object does not say one of them. */
export function filled(written: string, subject: Subject): string | undefined {
  let whole = true;
  const result = written.replace(/\{([^}]+)\}/g, (_, place: string) => {
    const value =
      place === "name"
        ? subject.name
        : place === "namespace"
          ? subject.namespace
          : place === "item"
            ? subject.item
            : text(nodeOf(subject, place))?.value;
    if (value === undefined) whole = false;
    return value ?? "";
  });
  return whole ? result : undefined;
}

/** The parts for each of which there is a set: items of a list or entries of a map, with their names, else the node itself. */
export function partsOf(node: YamlNode, isEach: boolean): { readonly part: YamlNode; readonly item?: string }[] {
  if (!isEach) return [{ part: node }];
  if (node.kind === "map") return node.entries().map(({ key, value }) => ({ part: value, item: key }));
  return items(node).flatMap((part) => {
    const item = text(field(part, "name"))?.value;
    return item === undefined ? [] : [{ part, item }];
  });
}
