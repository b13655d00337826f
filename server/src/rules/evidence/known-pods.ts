/** How much a workspace shows of the pods that a selector may mean: all of a namespace, those with labels, those elsewhere. */

import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

/** Namespaces whose pods the platform runs: manifests in sight are never all of them. */
const OF_THE_PLATFORM = /^(kube-(system|public|node-lease)|openshift(-.*)?|gke-.*|gmp-.*)$/;

/** True when every pod of the namespace is in sight. */
export function areAllPodsKnown(view: View, namespace: string): boolean {
  return namespace !== view.settings.dns.namespace && !OF_THE_PLATFORM.test(namespace) && view.isComplete(namespace);
}

/** True when the selector asks for some label to be there: the others match by absence and are no names of pods. */
export function requiresLabel(selector: LabelSelector): boolean {
  return selector.requirements.some(({ operator }) => operator === "In" || operator === "Exists");
}

/** Workloads outside the namespace that the selector matches. */
export function workloadsOutside(selector: LabelSelector, namespace: string, view: View): readonly Workload[] {
  return view.workloadsMatching(selector).filter((it) => it.namespace !== namespace && !it.hostNetwork);
}
