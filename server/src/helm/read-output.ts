/** What `helm template` prints → the objects of a chart, each node at the place in its template that writes it. */

import { type Entry, ListValue, MapValue, readValue, type Value } from "../kustomize/index.js";
import { parseDocumentText } from "../syntax/parse.js";
import { splitDocuments } from "../syntax/split-documents.js";
import { rootOf, YamlNode } from "../syntax/yaml-document.js";
import type { LineDocument } from "./line-document.js";
import { originsIn } from "./origins.js";

const SOURCE = /^# Source: ([^\n]*?)\s*$/m;

/**
 * @param templateAt The lines of the template at a path within the chart, such as `templates/web.yaml`; those that stand for a
 * file that is not in the workspace.
 */
export function objectsIn(output: string, templateAt: (path: string) => LineDocument): readonly MapValue[] {
  return splitDocuments(output).flatMap(({ start, end }): MapValue[] => {
    const text = output.slice(start, end);
    const rendered = { id: 0, ...parseDocumentText(text) };
    const root = rootOf(rendered);
    if (rendered.problems.length > 0 || root === undefined) return [];
    // The first part is the chart's name.
    const path = SOURCE.exec(text)?.[1]?.replace(/^[^/]*\//, "") ?? "";
    const template = templateAt(path);
    const origins = originsIn(rendered, template);
    const value = placed(readValue(root), (node) => new YamlNode(template.document, origins.get(node.place) ?? 0));
    if (!(value instanceof MapValue)) return [];
    const items = value.get("items");
    const kind = value.get("kind");
    if (kind?.kind !== "scalar" || !kind.text.endsWith("List") || items?.kind !== "list") return [value];
    return items.items.filter((it): it is MapValue => it instanceof MapValue);
  });
}

function placed(value: Value, at: (node: YamlNode) => YamlNode): Value {
  switch (value.kind) {
    case "map":
      return new MapValue(
        at(value.at),
        value.entries.map(({ key, value: it }): Entry => ({ key, value: placed(it, at) })),
      );
    case "list":
      return new ListValue(
        at(value.at),
        value.items.map((it) => placed(it, at)),
      );
    case "scalar":
      return { ...value, at: at(value.at) };
  }
}
