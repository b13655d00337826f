/** Reads keys of Cilium's selectors: what they are without their source, and whether they say a namespace. */

import { isIdentityIrrelevant, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";

export { POD_NAMESPACE };

/** Sources that pods' labels have; another source is a label of something else (CS-10). */
const POD_SOURCE = /^(k8s|any):/;

/** The label's own key: `app` of `k8s:app`. Undefined for labels that no pod carries, as `reserved:host`. */
export function podKey({ key }: Requirement): string | undefined {
  const bare = key.value.replace(POD_SOURCE, "");
  return bare.includes(":") ? undefined : bare;
}

/**
 * True for a key that speaks of namespaces, even where Cilium reads it otherwise (CP-15): who wrote it meant a namespace.
 */
export function isNamespaceKey(key: string): boolean {
  return key === POD_NAMESPACE || /namespace|kubernetes\.io\/metadata\.name/.test(key);
}

/** True for a key of labels that only namespaces have, of those that Cilium drops from pods (CP-15, CP-19). */
export function isDroppedNamespaceKey(key: string): boolean {
  return isIdentityIrrelevant(key) && !hasDottedSource(key) && /namespace|metadata[.-]name/.test(key);
}

/** True for one of Cilium's own keys behind `k8s` and a dot, where the source ends with a colon (CP-18). */
export function hasDottedSource(key: string): boolean {
  return /^k8s\.io\.(kubernetes\.pod\.namespace$|cilium\.k8s\.)/.test(key);
}

export function saysNamespace(selector: LabelSelector): boolean {
  return selector.requirements.some((it) => isNamespaceKey(it.key.value));
}
