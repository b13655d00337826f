/** A tree with each of its texts rendered. */

import { type Entry, ListValue, MapValue, type Value } from "../../kustomize/index.js";

/** Keys are rendered too; each text stays where its template is written. */
export function renderedValue(value: Value, render: (text: string) => string): Value {
  switch (value.kind) {
    case "map":
      return new MapValue(
        value.at,
        value.entries.map((it): Entry => ({ key: render(it.key), value: renderedValue(it.value, render) })),
      );
    case "list":
      return new ListValue(
        value.at,
        value.items.map((it) => renderedValue(it, render)),
      );
    case "scalar": {
      if (value.type !== "string") return value;
      const text = render(value.text);
      return text === value.text ? value : { ...value, text };
    }
  }
}
