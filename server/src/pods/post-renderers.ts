/** `postRenderers` of a HelmRelease: whether they may change what is known of its pods (fluxcd.io/flux/components/helm/helmreleases/#post-renderers). */

import { field, items, text } from "../decode/read.js";
import { isWorkloadKind } from "../decode/workload.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";
import { inlineDocuments } from "../syntax/inline-documents.js";

/** What they may change: nothing that is read, objects other than pods, or anything. */
export type Rewrites = "nothing" | "others" | "pods";

/** @param spec Of the HelmRelease. */
export function rewritesOf(spec: YamlNode | undefined): Rewrites {
  const node = field(spec, "postRenderers");
  if (node === undefined || node.isNull) return "nothing";
  if (node.kind !== "sequence") return "pods";
  let all: Rewrites = "nothing";
  for (const renderer of items(node)) {
    const entries = renderer.entries().flatMap(({ key, value }) => (key === "kustomize" ? value.entries() : undefined));
    for (const entry of entries) {
      const own = entry === undefined ? "pods" : rewritesBy(entry.key, entry.value);
      if (own === "pods") return own;
      if (own === "others") all = own;
    }
  }
  return all;
}

function rewritesBy(name: string, value: YamlNode): Rewrites {
  if (name === "images") return "nothing";
  if (name !== "patches" && name !== "patchesJson6902" && name !== "patchesStrategicMerge") return "pods";
  return items(value).every(isForOthers) ? "others" : "pods";
}

/** True for a patch of objects that are no workloads. */
function isForOthers(patch: YamlNode): boolean {
  const target = text(field(field(patch, "target"), "kind"))?.value;
  if (target !== undefined) return isOther(target);
  if (field(patch, "target") !== undefined) return false;
  const written = text(field(patch, "patch"));
  const at = field(patch, "patch");
  const roots =
    written === undefined || at === undefined
      ? [patch]
      : inlineDocuments({ value: written.value, at }).flatMap((it) => rootOf(it) ?? []);
  return roots.length > 0 && roots.every((it) => isOther(text(field(it, "kind"))?.value ?? ""));
}

/** A target's kind is a regular expression: only a plain one is told. */
function isOther(kind: string): boolean {
  return /^[A-Za-z]+$/.test(kind) && !isWorkloadKind(kind);
}
