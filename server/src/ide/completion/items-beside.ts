/** The other items of the list that is typed into, to offer nothing that is there already. */

import { jsonOf } from "../../syntax/plain-value.js";
import { YamlNode } from "../../syntax/yaml-document.js";
import type { TypedPlace } from "./typed-place.js";

/** @param up How many collections the typed word is inside of its item: 0 where it is the item. */
export function itemsBeside({ document, node }: TypedPlace, up: 0 | 1): readonly YamlNode[] {
  if (node === undefined) return [];
  const typed = new YamlNode(document, node);
  const own = up === 0 ? typed : typed.parent;
  const list = own?.parent;
  return list?.kind === "sequence" ? list.items().filter((it) => it.place !== own?.place) : [];
}

/** The same for values that mean the same, in whatever order their fields are. */
export function comparable(value: unknown): string {
  return JSON.stringify(value, (_, it: unknown) =>
    typeof it === "object" && it !== null && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  );
}

export function comparableNode(node: YamlNode): string {
  return comparable(JSON.parse(jsonOf(node)));
}
