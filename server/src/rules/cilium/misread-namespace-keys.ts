/** Keys of Cilium selectors that were meant as a namespace and are labels of pods (NP1508). */

import type { View } from "../../analysis/view.js";
import type { Requirement } from "../../model/selector.js";
import { dropsLabel } from "../../systems/cilium/identity-labels.js";
import { podKey } from "./cilium-selectors.js";
import { isMeantForNamespaces } from "../evidence/misread-label-keys.js";
import { KEYS_OF_NAMESPACE_NAME, WELL_KNOWN_NAMESPACES } from "../evidence/namespace-names.js";
import type { Severity } from "../rule.js";

/** Undefined where the key says no namespace, or is a label that some pod in sight has. */
export function misreadSeverity(requirement: Requirement, view: View): Severity | undefined {
  const key = podKey(requirement);
  if (key === undefined) return undefined;
  if (dropsLabel(key, view.settings.versions)) return isMeantForNamespaces(key) ? "warning" : undefined;
  // `name` is what many pods call themselves; the others are names for namespaces alone.
  if (!KEYS_OF_NAMESPACE_NAME.has(key) || key === "name" || view.scope.workloads.some((it) => it.labels.has(key)))
    return undefined;
  const { values } = requirement;
  const named =
    values.length > 0 && values.every((it) => WELL_KNOWN_NAMESPACES.has(it.value) || isNamespace(it.value, view));
  return named ? "warning" : "info";
}

function isNamespace(name: string, view: View): boolean {
  return view.scope.namespaces.has(name);
}
