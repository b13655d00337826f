/** Reads what every object has: kind, name, namespace, labels, annotations. */

import type { ObjectMeta } from "../model/object.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { field, labelMap, text } from "./read.js";

/** @param kind What the object is read as; its own `kind` may be missing (typed lists) or misspelt. */
export function readMeta(root: YamlNode, kind: string, apiVersion: string): ObjectMeta {
  const metadata = field(root, "metadata");
  const name = text(field(metadata, "name"));
  const namespace = text(field(metadata, "namespace"));
  return {
    document: root.site().document,
    at: root.site("value"),
    apiVersion: text(field(root, "apiVersion")) ?? { value: apiVersion, at: root.site("key") },
    kind: text(field(root, "kind")) ?? { value: kind, at: root.site("key") },
    labels: labelMap(field(metadata, "labels")),
    annotations: labelMap(field(metadata, "annotations")),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
