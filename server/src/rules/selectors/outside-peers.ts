/** Peers that look in the policy's own namespace for pods that are all in other namespaces (NP1105). */

import type { View } from "../../analysis/view.js";
import { rulesOf, type PodsPeer } from "../../model/reading.js";
import { doubtOf, requiresLabel, workloadsOutside } from "../evidence/known-pods.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

/** A peer with labels that pods in other namespaces have, but none in its own. */
export interface OutsidePeer {
  readonly peer: PodsPeer;
  readonly selector: LabelSelector;
  /** The namespace in which it looks. */
  readonly namespace: string;
  /** The workloads with its labels. */
  readonly outside: readonly Workload[];
  /** Their namespaces. */
  readonly where: readonly string[];
  /** True if its own namespace may have such pods without a manifest. */
  readonly isOpen: boolean;
}

/** In the order written; none if the policy does not state its namespace. */
export function* outsidePeers(policy: Policy, view: View): Iterable<OutsidePeer> {
  const { namespace, reading } = policy;
  if (namespace === undefined || !statesNamespace(policy)) return;
  const lists = rulesOf(reading).flatMap((it) => it.peers.map(({ peers }) => peers));
  const splits = lists.flatMap(peersMeantAsOne);
  for (const peer of lists.flat()) {
    // If one map selects both pods and namespaces, NP1107 reports it.
    if (peer.type !== "pods" || peer.namespaces !== "own" || isSelectorItself(peer)) continue;
    const { selector } = peer;
    if (selector === undefined || !requiresLabel(selector)) continue;
    if (view.workloadsMatching(selector, namespace).length > 0) continue;
    const doubt = doubtOf(selector, [namespace], view);
    // Whatever creates pods in the namespace may also create these.
    if (doubt === "not" || doubt === "by-near-miss-here") continue;
    const outside = workloadsOutside(selector, namespace, view);
    const where = [...new Set(outside.map((it) => it.namespace))];
    // Next to an item that names that namespace, the two were meant as one peer, which is another mistake (KP-1).
    const beside = splits.find((it) => it.pods === selector)?.namespaces;
    const isHalf = beside !== undefined && view.namespacesMatching(beside).some((it) => where.includes(it));
    if (where.length > 0 && !isHalf) yield { peer, selector, namespace, outside, where, isOpen: doubt !== "plainly" };
  }
}
