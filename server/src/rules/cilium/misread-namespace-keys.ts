/** Keys of Cilium selectors that were meant for a namespace, but are pod labels (NP1508). */

import type { View } from "../../analysis/view.js";
import type { Requirement } from "../../model/selector.js";
import { dropsLabel, NAMESPACE_LABELS, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { podKey } from "./cilium-selectors.js";
import { isMeantForNamespaces } from "../evidence/misread-label-keys.js";
import { KEYS_OF_NAMESPACE_NAME, WELL_KNOWN_NAMESPACES } from "../evidence/namespace-names.js";
import type { Severity } from "../rule.js";

/** Undefined if the key is not about a namespace, or is a label of some pod in this workspace. */
export function misreadSeverity(requirement: Requirement, view: View): Severity | undefined {
  const key = podKey(requirement);
  if (key === undefined) return undefined;
  if (dropsLabel(key, view.settings.versions)) return isMeantForNamespaces(key) ? "warning" : undefined;
  // Many pods have a label `name`; the others are only used for namespaces.
  if (!KEYS_OF_NAMESPACE_NAME.has(key) || key === "name" || view.scope.workloads.some((it) => it.labels.has(key)))
    return undefined;
  const { values } = requirement;
  const named =
    values.length > 0 && values.every((it) => WELL_KNOWN_NAMESPACES.has(it.value) || isNamespace(it.value, view));
  return named ? "warning" : "info";
}

/** `namespace.labels.team`, whatever is in front of it: a label of the namespace, not its name. */
const OF_NAMESPACE = /namespaces?[.]labels?[.](.+)$/;

/** The key that Cilium has for what the written one is about. */
export function meantKey({ key }: Requirement): string {
  const label = OF_NAMESPACE.exec(key.value)?.[1];
  return label === undefined ? POD_NAMESPACE : `${NAMESPACE_LABELS}${label}`;
}

function isNamespace(name: string, view: View): boolean {
  return view.scope.namespaces.has(name);
}
