/** How much a workspace shows of the pods that a selector may mean: all of a namespace, those with labels, those elsewhere. */

import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

/** Namespaces whose pods the platform runs: manifests in sight are never all of them. */
const OF_THE_PLATFORM = /^(kube-(system|public|node-lease)|openshift(-.*)?|gke-.*|gmp-.*)$/;

/** True when every pod of the namespace is in sight. */
export function areAllPodsKnown(view: View, namespace: string): boolean {
  return !isOfPlatform(view, namespace) && view.isComplete(namespace);
}

function isOfPlatform(view: View, namespace: string): boolean {
  return namespace === view.settings.dns.namespace || OF_THE_PLATFORM.test(namespace);
}

/**
 * How far a selector that matches no pod of the namespaces may be doubted. `plainly`: every pod that it may match there is
 * known. `by-near-miss`: more pods may be there, so that only a near miss tells, and never for certain; `-here` where it is
 * known that something makes more in one of the namespaces. `not`: nothing can be said.
 */
export type Doubt = "plainly" | "by-near-miss" | "by-near-miss-here" | "not";

export function doubtOf(selector: LabelSelector, namespaces: readonly string[], view: View): Doubt {
  const hiding = namespaces.map((it) => (isOfPlatform(view, it) ? "unknown" : view.hiding(selector, it)));
  if (hiding.some((it) => it === "unknown" || it === "likely")) return "not";
  if (hiding.includes("here")) return "by-near-miss-here";
  return hiding.includes("elsewhere") ? "by-near-miss" : "plainly";
}

/** True when the selector asks for some label to be there: the others match by absence and are no names of pods. */
export function requiresLabel(selector: LabelSelector): boolean {
  return selector.requirements.some(({ operator }) => operator === "In" || operator === "Exists");
}

/** Workloads outside the namespace that the selector matches. */
export function workloadsOutside(selector: LabelSelector, namespace: string, view: View): readonly Workload[] {
  return view.workloadsMatching(selector).filter((it) => it.namespace !== namespace && !it.hostNetwork);
}
