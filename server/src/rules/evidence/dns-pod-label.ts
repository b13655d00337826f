/** Tells labels that name the cluster's DNS pods. */

import type { View } from "../../analysis/view.js";
import type { Requirement } from "../../model/selector.js";

/** Values of `k8s-app` under which distributions run the cluster's DNS. */
const DNS_APPS: readonly string[] = ["kube-dns", "coredns"];

/** True for a label of the DNS pods: as the settings give it, or as distributions usually do. */
export function isDnsLabel(requirement: Requirement, view: View): boolean {
  if (requirement.operator !== "In") return false;
  const key = requirement.key.value;
  return requirement.values.some(
    ({ value }) => (key === "k8s-app" && DNS_APPS.includes(value)) || view.settings.dns.labels.get(key) === value,
  );
}
