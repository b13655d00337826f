/** Recognizes labels of the cluster's DNS pods. */

import type { View } from "../../analysis/view.js";
import type { Requirement } from "../../model/selector.js";

/** Values of `k8s-app` that distributions give to the cluster's DNS pods. */
const DNS_APPS: readonly string[] = ["kube-dns", "coredns"];

/** True for a label of the DNS pods, from the settings or from what distributions usually set. */
export function isDnsLabel(requirement: Requirement, view: View): boolean {
  if (requirement.operator !== "In") return false;
  const key = requirement.key.value;
  return requirement.values.some(
    ({ value }) => (key === "k8s-app" && DNS_APPS.includes(value)) || view.settings.dns.labels.get(key) === value,
  );
}
