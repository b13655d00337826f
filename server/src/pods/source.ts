/** An object whose controller makes pods of which little is known. */

import { readMeta } from "../decode/object.js";
import { field, text } from "../decode/read.js";
import type { LikelyLabels, PodSourceObject } from "../model/pod-source.js";
import type { Labels } from "../model/selector.js";
import type { YamlNode } from "../syntax/yaml-document.js";

export const NOTHING_KNOWN: Labels = new Map();
export const NOTHING_LIKELY: LikelyLabels = new Map();

/** @param more What is known after all. */
export function readSource(root: YamlNode, kind: string, more: Partial<PodSourceObject> = {}): PodSourceObject {
  const meta = readMeta(root, kind, "");
  const target = text(field(field(root, "spec"), "targetNamespace"))?.value;
  // Kinds called so have no namespace by custom, and what they make may be anywhere.
  const isClusterwide = kind.startsWith("Cluster") && kind !== "Cluster";
  return {
    type: "pod-source",
    meta,
    problems: [],
    kind,
    into: target !== undefined ? { namespace: target } : isClusterwide ? "any" : "told",
    labels: NOTHING_KNOWN,
    likely: NOTHING_LIKELY,
    ...more,
  };
}
