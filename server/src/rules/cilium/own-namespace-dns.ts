/** Peers of Cilium policies that select the cluster DNS pods in the policy's own namespace (NP1503). */

import { rulesOf } from "../../model/reading.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { isNamespaceKey } from "../evidence/namespace-names.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";
import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";

/** A peer with a label of the DNS pods and without a namespace. */
export interface OwnNamespaceDns {
  readonly selector: LabelSelector;
  readonly label: Requirement;
  /** The namespace in which it selects pods. */
  readonly namespace: string;
}

/** In the order written; none if pods in the namespace match. */
export function* ownNamespaceDns(policy: Policy, view: View): Iterable<OwnNamespaceDns> {
  const { namespace } = policy;
  if (ciliumPolicy(policy) === undefined || namespace === undefined) return;
  if (namespace === view.settings.dns.namespace) return;
  const lists = rulesOf(policy.reading).flatMap((it) => it.peers.map(({ peers }) => peers));
  // Next to an item that selects a whole namespace, the two were meant as one, which is another mistake (KP-1).
  const halves = lists.flatMap((it) => peersMeantAsOne(it).map(({ pods }) => pods));
  for (const peer of lists.flat()) {
    if (peer.type !== "pods" || peer.namespaces !== "own" || peer.selector === undefined) continue;
    const { selector } = peer;
    const label = selector.requirements.find((it) => isDnsLabel(it, view));
    if (label === undefined || halves.includes(selector)) continue;
    if (selector.requirements.some((it) => isNamespaceKey(it.key.value))) continue;
    // A cluster may run a second DNS server in this namespace, which the selector then matches.
    if (view.matchedBy(policy, peer).length === 0) yield { selector, label, namespace };
  }
}
