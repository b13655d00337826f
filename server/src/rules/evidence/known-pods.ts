/** How much this workspace knows about the pods that a selector may match: all in a namespace, those with labels, those elsewhere. */

import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

/** Namespaces with pods that the platform runs: a workspace never has all of them. */
const OF_THE_PLATFORM = /^(kube-(system|public|node-lease)|openshift|gke-.*|gmp-.*)$/;
/**
 * What follows `openshift-` in the namespaces that every OpenShift cluster has, with those that differ only in a suffix. Operators that
 * are added later have their own: `openshift-nmstate`, `openshift-adp`.
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/operators/cluster-operators-ref
 */
const OF_OPENSHIFT = new RegExp(
  `^openshift-(${[
    "apiserver|authentication|catalogd|cloud-[a-z-]+|cluster-[a-z-]+|config|console|controller-manager|dns|etcd|host-network|image-registry",
    "infra|ingress|insights|kube-[a-z-]+|machine-[a-z-]+|marketplace|monitoring|multus|network-[a-z-]+|node|oauth-apiserver|operator-controller",
    "operator-lifecycle-manager|operators|ovn-kubernetes|route-controller-manager|sdn|service-ca|user-workload-monitoring",
    "kni-infra|nutanix-infra|openstack-infra|vsphere-infra",
  ].join("|")})(-operator|-operator-redhat|-canary|-managed|-user-settings)?$`,
);

/** True if every pod in the namespace is in this workspace. */
export function areAllPodsKnown(view: View, namespace: string): boolean {
  return !isOfPlatform(view, namespace) && view.isComplete(namespace);
}

function isOfPlatform(view: View, namespace: string): boolean {
  return namespace === view.settings.dns.namespace || OF_THE_PLATFORM.test(namespace) || OF_OPENSHIFT.test(namespace);
}

/**
 * How sure it is that a selector which matches no known pod in the namespaces is wrong. `plainly`: every pod that it may match
 * is known. `by-near-miss`: there may be more pods, so only a near miss is evidence, and it is never certain; `-here` if
 * something is known to create more pods in one of the namespaces. `not`: it cannot be said.
 */
export type Doubt = "plainly" | "by-near-miss" | "by-near-miss-here" | "not";

export function doubtOf(selector: LabelSelector, namespaces: readonly string[], view: View): Doubt {
  const hiding = namespaces.map((it) => (isOfPlatform(view, it) ? "unknown" : view.hiding(selector, it)));
  if (hiding.some((it) => it === "unknown" || it === "likely")) return "not";
  if (hiding.includes("here")) return "by-near-miss-here";
  return hiding.includes("elsewhere") ? "by-near-miss" : "plainly";
}

/** True if the selector requires some label to exist. Other selectors match by absence and do not name pods. */
export function requiresLabel(selector: LabelSelector): boolean {
  return selector.requirements.some(({ operator }) => operator === "In" || operator === "Exists");
}

/** Workloads outside the namespace that match the selector. */
export function workloadsOutside(selector: LabelSelector, namespace: string, view: View): readonly Workload[] {
  return view.workloadsMatching(selector).filter((it) => it.namespace !== namespace && !it.hostNetwork);
}
