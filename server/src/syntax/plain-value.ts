/** A node as the data that it stands for. */

import type { YamlNode } from "./yaml-document.js";

/** As JSON; numbers and dates as they are written where JSON has none such. Aliases are written out. */
export function jsonOf(node: YamlNode): string {
  switch (node.kind) {
    case "map":
      return `{${node
        .entries()
        .map(({ key, value }) => `${JSON.stringify(key)}:${jsonOf(value)}`)
        .join(",")}}`;
    case "sequence":
      return `[${node.items().map(jsonOf).join(",")}]`;
    case "scalar": {
      const { type, value } = node.scalar();
      const isPlain = type === "boolean" || type === "null" || Number.isFinite(value);
      return isPlain ? JSON.stringify(value) : JSON.stringify(node.text);
    }
  }
}
