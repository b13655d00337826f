/** Values that stand where something else is written: what a variable or a template was filled with. */

import { type Entry, ListValue, MapValue, readValue, type Value } from "../kustomize/index.js";
import { parseDocumentText } from "../syntax/parse.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";

/** What a text holds as YAML; undefined where it cannot be read or holds nothing. Its places lead nowhere. */
export function readText(text: string): Value | undefined {
  const parsed = parseDocumentText(text);
  const root = parsed.problems.length > 0 ? undefined : rootOf({ id: 0, ...parsed });
  return root === undefined ? undefined : readValue(root, "config");
}

/** The only entry `k`, or the only item. */
export function onlyValue(read: Value | undefined, before: "k: " | "- "): Value | undefined {
  if (before === "- ") return read?.kind === "list" && read.items.length === 1 ? read.items[0] : undefined;
  return read instanceof MapValue && read.entries.length === 1 ? read.get("k") : undefined;
}

/** The value as if all of it stood at one place, with numbers and booleans as JSON has them. */
export function movedTo(value: Value, at: YamlNode): Value {
  switch (value.kind) {
    case "map":
      return new MapValue(
        at,
        value.entries.map((it): Entry => ({ key: it.key, value: movedTo(it.value, at) })),
      );
    case "list":
      return new ListValue(
        at,
        value.items.map((it) => movedTo(it, at)),
      );
    case "scalar": {
      const text = value.type === "string" ? value.text : String(value.at.scalar().value);
      return { kind: "scalar", at, text, type: value.type };
    }
  }
}
