/** Where fields of objects that are not read name a namespace: RBAC subjects, the targets of Flux and Argo CD, webhooks. */

import type { Site } from "../../base/source.js";
import { cell, COLUMN, type YamlDocument, YamlNode, STRIDE } from "../../syntax/yaml-document.js";
import type { Snapshot } from "../../workspace/snapshot.js";

/** Scalars of this text under a key such as `namespace`, `targetNamespace` or `namespaces`, in files of any kind. */
export function namespaceFields(snapshot: Snapshot, namespace: string): Site[] {
  const sites: Site[] = [];
  for (const file of snapshot.sortedFiles) {
    if (file.template || !file.input.text.includes(namespace)) continue;
    for (const { text, later } of file.yaml.documents) {
      if (text.includes(namespace) && /namespace/i.test(text)) sites.push(...fieldsIn(later.get(), namespace));
    }
  }
  return sites;
}

function fieldsIn(document: YamlDocument, namespace: string): Site[] {
  const sites: Site[] = [];
  for (let row = 0; row < document.table.length / STRIDE; row++) {
    if (cell(document, row, COLUMN.first) >= 0) continue;
    const node = new YamlNode(document, row);
    if (node.kind === "scalar" && node.text === namespace && namesNamespace(node)) sites.push(node.site());
  }
  return sites;
}

/** The key of a list is that of its items. */
function namesNamespace(node: YamlNode): boolean {
  const key = node.key ?? node.parent?.key ?? "";
  return /namespaces?$/i.test(key) || (key === "matchNames" && node.parent?.parent?.key === "namespaceSelector");
}
