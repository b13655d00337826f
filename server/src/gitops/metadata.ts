/** Labels and annotations that are set on an object's own metadata, and on nothing below it. */

import { type Entry, MapValue, type Pairs, text } from "../kustomize/index.js";

/** With the pairs in place of those with equal keys (GO-7). */
export function withMetadata(root: MapValue, field: "labels" | "annotations", pairs: Pairs): MapValue {
  if (pairs.size === 0) return root;
  const metadata = root.get("metadata");
  const own = metadata instanceof MapValue ? metadata.get(field) : undefined;
  const kept = own instanceof MapValue ? own.entries.filter((it) => !pairs.has(it.key)) : [];
  const added = [...pairs].map(([key, { value, at }]): Entry => ({ key, value: text(at, value) }));
  const labels = new MapValue(own?.at ?? root.at, [...kept, ...added]);
  const base = metadata instanceof MapValue ? metadata : new MapValue(root.at, []);
  return root.with("metadata", base.with(field, labels));
}
