/** Rules for pods of a namespace in which a policy restricts every pod and no rule allows the traffic (NP1615). */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import type { Traffic } from "../../engine/traffic.js";
import { type Direction, opposite } from "../../model/direction.js";
import { type PeerReading, peersOf, type PodsPeer, type PolicyPart } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import type { ChosenPods } from "../evidence/may-match.js";
import { mayBeAllowedThere, totalOf } from "../evidence/other-end.js";
import { peerSite } from "../evidence/peer-form.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { subjectOfRule } from "../evidence/subjects.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface ClosedPeer {
  readonly at: Site;
  /** Of the rule. */
  readonly direction: Direction;
  /** The pods that the rule's policy selects, and those of the peer. */
  readonly subjects: ChosenPods;
  readonly peer: ChosenPods;
  /** The policy that restricts every pod of the peer's namespace, and the part of it that does. */
  readonly closedBy: Policy;
  readonly part: PolicyPart;
  readonly traffic: Traffic;
}

/** The first such peer of each rule. If both sides have workloads in this workspace, NP1602 reports it. */
export function* closedPeers(policy: Policy, view: View): Iterable<ClosedPeer> {
  if (policy.namespace === undefined || view.memo(restricting).size === 0 || view.memo(anyIsRanked)) return;
  for (const allowance of view.allowances(policy)) {
    const { verdict, direction, reading } = allowance.by;
    const part = subjectOfRule(allowance.by)?.part;
    if (verdict !== "allow" || allowance.anyPeer || part === undefined || part.subject.of !== "pods") continue;
    const subjects = { namespace: policy.namespace, selector: part.subject.selector };
    const found = peersOf(reading).flatMap((it) => closed(it, subjects, allowance, view));
    const isOfThisWorkspace = view.selectedBy(policy, part).length > 0;
    const [first] = found.filter((it) => !isOfThisWorkspace || view.matchedBy(policy, it.written).length === 0);
    if (first === undefined) continue;
    const { closedBy, pods } = first;
    yield { at: peerSite(first.written), direction, subjects, peer: pods, ...closedBy, traffic: totalOf(allowance) };
  }
}

function anyIsRanked({ policies }: View): boolean {
  return policies.some(isRanked);
}

interface Closed {
  readonly written: PodsPeer;
  readonly pods: ChosenPods;
  readonly closedBy: { readonly closedBy: Policy; readonly part: PolicyPart };
}

function closed(peer: PeerReading, subjects: ChosenPods, rule: Allowance, view: View): Closed[] {
  if (peer.type !== "pods" || peer.others.length > 0) return [];
  const namespace = namespaceOf(peer, subjects.namespace);
  if (namespace === undefined || isUnread(namespace, view) || isUnread(subjects.namespace, view)) return [];
  const pods = { namespace, selector: peer.selector };
  const direction = opposite(rule.by.direction);
  const closedBy = view.memo(restricting).get(`${direction} ${namespace}`);
  if (closedBy === undefined) return [];
  return mayBeAllowedThere(pods, subjects, direction, rule, view) ? [] : [{ written: peer, pods, closedBy }];
}

/** The namespace that the peer names, or its own if pod labels are required. Undefined if it may be another. */
function namespaceOf({ namespaces, selector }: PodsPeer, own: string): string | undefined {
  if (namespaces === "any") return undefined;
  if (namespaces === "own") return (selector?.requirements.length ?? 0) > 0 ? own : undefined;
  const [only, ...more] = namespaces.requirements;
  if (more.length > 0 || only?.key.value !== NAMESPACE_NAME || only.operator !== "In") return undefined;
  return only.values.length === 1 ? only.values[0]?.value : undefined;
}

function isUnread(namespace: string, view: View): boolean {
  return mayUnreadAllow(view, namespace);
}

/** By direction and namespace, the first policy that restricts all of its pods. */
function restricting(view: View): ReadonlyMap<string, { readonly closedBy: Policy; readonly part: PolicyPart }> {
  const found = new Map<string, { closedBy: Policy; part: PolicyPart }>();
  for (const policy of view.policies) {
    if (policy.namespace === undefined || view.ignores(policy) !== undefined) continue;
    for (const part of policy.reading.parts) {
      const { of, selector, others } = part.subject;
      if (of !== "pods" || others.length > 0 || (selector?.requirements.length ?? 0) > 0) continue;
      for (const direction of ["ingress", "egress"] as const) {
        const key = `${direction} ${policy.namespace}`;
        if (part.isolates[direction] !== undefined && !found.has(key)) found.set(key, { closedBy: policy, part });
      }
    }
  }
  return found;
}
