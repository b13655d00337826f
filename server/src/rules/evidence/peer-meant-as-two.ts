/** Recognizes a peer that combines pods and namespaces although two peers were meant (KP-2). */

import type { View } from "../../analysis/view.js";
import type { PodsPeer } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { isDnsLabel } from "./dns-pod-label.js";
import { requiresLabel, areAllPodsKnown } from "./known-pods.js";
import { statesNamespace } from "./stated-namespace.js";

export interface PeerMeantAsTwo {
  readonly pods: LabelSelector;
  readonly namespaces: LabelSelector;
  /** The policy's namespace, and the pods in it that have the labels. */
  readonly namespace: string;
  readonly here: readonly Workload[];
  /** The selected namespaces, in which no pod has the labels. */
  readonly there: readonly string[];
}

/** Undefined unless the pods are in the policy's own namespace and not in those that the peer selects. */
export function peerMeantAsTwo(policy: Policy, peer: PodsPeer, view: View): PeerMeantAsTwo | undefined {
  const { selector: pods, namespaces } = peer;
  const { namespace } = policy;
  if (pods === undefined || typeof namespaces === "string" || namespace === undefined || !statesNamespace(policy)) {
    return undefined;
  }
  if (!requiresLabel(pods) || namespaces.requirements.length === 0) return undefined;
  if (pods.requirements.some((it) => isDnsLabel(it, view))) return undefined;
  const there = view.namespacesMatching(namespaces);
  if (there.length === 0 || there.includes(namespace) || !there.every((it) => areAllPodsKnown(view, it)))
    return undefined;
  if (there.some((it) => view.workloadsMatching(pods, it).length > 0)) return undefined;
  const here = view.workloadsMatching(pods, namespace).filter((it) => !it.hostNetwork);
  return here.length === 0 ? undefined : { pods, namespaces, namespace, here, there };
}
