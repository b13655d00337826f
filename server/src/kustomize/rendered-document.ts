/** An object of a build as a document of its own: what decoders read, with every node written where its origin is. */

import type { Site } from "../base/source.js";
import type { YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import type { BuiltObject } from "./build-result.js";
import { PatchedTable } from "./patched-table.js";
import { isPlain } from "./plain-table.js";
import { TableWriter } from "./table-writer.js";

/** Its id is nobody's: no site names it. Its text also holds what the object's manifest says and the object does not. */
export function renderedDocument({ root }: Pick<BuiltObject, "root">): YamlDocument {
  const { document, place, kind } = root.at;
  // What a chart comes to is written in lines of a template, which are no map.
  const isManifest = place === 0 && kind === "map" && isPlain(document);
  const patched = isManifest ? new PatchedTable(document, root) : undefined;
  const made = patched ?? new TableWriter(root);
  const origin = (node: YamlNode, part: Site["part"]): Site => {
    const site = made.originOf(node.place).site(part);
    const differs = made.differenceOf(node.place) ?? site.differs;
    return differs === undefined ? site : { ...site, differs };
  };
  const { text, table, strings } = made;
  return patched === undefined
    ? { id: 0, text, table, strings, problems: [], origin }
    : { id: 0, text, table, strings, problems: [], origin, changes: document };
}

/** The text of the object alone. Equal for equal objects. */
export function renderedText({ root }: Pick<BuiltObject, "root">): string {
  return new TableWriter(root).text;
}
