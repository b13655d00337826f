/** Peers that look in the policy's own namespace for pods that are all in others (NP1105). */

import type { View } from "../../analysis/view.js";
import { rulesOf, type PodsPeer } from "../../model/reading.js";
import { doubtOf, requiresLabel, workloadsOutside } from "../evidence/known-pods.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

/** A peer by labels that pods of other namespaces have, and none of its own. */
export interface OutsidePeer {
  readonly peer: PodsPeer;
  readonly selector: LabelSelector;
  /** Where it looks. */
  readonly namespace: string;
  /** The workloads with its labels. */
  readonly outside: readonly Workload[];
  /** Their namespaces. */
  readonly where: readonly string[];
  /** True where such pods may be in its own namespace too, and in no manifest. */
  readonly isOpen: boolean;
}

/** In the order written. None of a policy that does not state its namespace. */
export function* outsidePeers(policy: Policy, view: View): Iterable<OutsidePeer> {
  const { namespace, reading } = policy;
  if (namespace === undefined || !statesNamespace(policy)) return;
  const lists = rulesOf(reading).flatMap((it) => it.peers.map(({ peers }) => peers));
  const splits = lists.flatMap(peersMeantAsOne);
  for (const peer of lists.flat()) {
    // Where one map holds both, the rule for selectors that match nothing says so.
    if (peer.type !== "pods" || peer.namespaces !== "own" || isSelectorItself(peer)) continue;
    const { selector } = peer;
    if (selector === undefined || !requiresLabel(selector)) continue;
    if (view.workloadsMatching(selector, namespace).length > 0) continue;
    const doubt = doubtOf(selector, [namespace], view);
    // What makes pods in the namespace may well make these.
    if (doubt === "not" || doubt === "by-near-miss-here") continue;
    const outside = workloadsOutside(selector, namespace, view);
    const where = [...new Set(outside.map((it) => it.namespace))];
    // Beside an item that names that namespace the two were meant as one, which is another mistake (KP-1).
    const beside = splits.find((it) => it.pods === selector)?.namespaces;
    const isHalf = beside !== undefined && view.namespacesMatching(beside).some((it) => where.includes(it));
    if (where.length > 0 && !isHalf) yield { peer, selector, namespace, outside, where, isOpen: doubt !== "plainly" };
  }
}
