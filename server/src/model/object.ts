/** What every Kubernetes object has: kind, name, namespace, labels, and where each was written. */

import type { DocumentId, Site, Sourced } from "../base/source.js";

export type LabelMap = ReadonlyMap<string, Sourced<string>>;

export interface ObjectMeta {
  readonly document: DocumentId;
  /** The whole object: the document's root, or an item of a `List`. */
  readonly at: Site;
  readonly apiVersion: Sourced<string>;
  readonly kind: Sourced<string>;
  /** Missing for `generateName` and for broken objects. */
  readonly name?: Sourced<string>;
  /** As written; what holds in a scope stands in `model/scope.ts`. */
  readonly namespace?: Sourced<string>;
  readonly labels: LabelMap;
  readonly annotations: LabelMap;
}

export const NO_LABELS: LabelMap = new Map();

/** The plain key → value form that selectors are matched against. */
export function plainLabels(labels: LabelMap): ReadonlyMap<string, string> {
  const plain = new Map<string, string>();
  for (const [key, label] of labels) plain.set(key, label.value);
  return plain;
}
