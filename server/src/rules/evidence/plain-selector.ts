/** A Cilium selector as pods' manifests would be asked: keys without their source, the namespace told apart. */

import type { Site } from "../../base/source.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { isNamespaceKey, POD_NAMESPACE, podKey } from "./cilium-keys.js";

export interface PlainSelector {
  /** The pods' own labels. */
  readonly selector: LabelSelector;
  /** The namespaces that are named one by one; undefined where there are none, or others may be meant. */
  readonly namespaces: readonly string[] | undefined;
  readonly saysNamespace: boolean;
  /** Where the one namespace that is named stands. */
  readonly namespaceAt?: Site;
}

/** A Cilium selector by its pods' own keys; undefined where it asks for what manifests do not show. */
export function plainSelector(written: LabelSelector): PlainSelector | undefined {
  const requirements: Requirement[] = [];
  let namespaces: readonly string[] | undefined;
  let saysNamespace = false;
  let namespaceAt: Site | undefined;
  for (const requirement of written.requirements) {
    const key = podKey(requirement);
    if (key === undefined || (key.startsWith("io.cilium.") && !isNamespaceKey(key))) return undefined;
    if (key === POD_NAMESPACE) {
      saysNamespace = true;
      if (requirement.operator !== "In") continue;
      namespaces = requirement.values.map((it) => it.value);
      namespaceAt = requirement.values.length === 1 ? requirement.values[0]?.at : undefined;
    } else if (isNamespaceKey(key)) return undefined;
    else requirements.push({ ...requirement, key: { ...requirement.key, value: key } });
  }
  const selector = { at: written.at, requirements };
  return { selector, namespaces, saysNamespace, ...(namespaceAt === undefined ? {} : { namespaceAt }) };
}
