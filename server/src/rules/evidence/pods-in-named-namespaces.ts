/** The namespaces that a pod selection lists by name. */

import type { Site } from "../../base/source.js";
import type { PodsReading } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

export interface PodsInNamedNamespaces {
  /** The pods' own labels. */
  readonly selector: LabelSelector;
  /** Undefined if no namespace is named, or others may be meant. */
  readonly namespaces: readonly string[] | undefined;
  readonly saysNamespace: boolean;
  /** Where the namespace is written, if exactly one is named. */
  readonly namespaceAt?: Site;
}

/** The selection by pod labels and namespace names; undefined if it requires anything that manifests do not show. */
export function podsInNamedNamespaces({
  selector,
  namespaces,
  others,
}: PodsReading): PodsInNamedNamespaces | undefined {
  if (selector === undefined || others.length > 0) return undefined;
  if (typeof namespaces === "string") return { selector, namespaces: undefined, saysNamespace: false };
  if (namespaces.requirements.some((it) => it.key.value !== NAMESPACE_NAME)) return undefined;
  const named = namespaces.requirements.findLast((it) => it.operator === "In");
  const [only, ...more] = named?.values ?? [];
  return {
    selector,
    namespaces: named?.values.map((it) => it.value),
    saysNamespace: true,
    ...(only === undefined || more.length > 0 ? {} : { namespaceAt: only.at }),
  };
}
