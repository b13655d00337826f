/** Peers that a rule allows but whose own policies allow none of that traffic (NP1602). */

import type { Site } from "../../base/source.js";
import { type Traffic, intersection, isEmpty, union } from "../../engine/traffic.js";
import type { Allowance, ConditionalTraffic } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { opposite, type Direction } from "../../model/direction.js";
import { type PeerReading, type PodsPeer, peersOf, termsOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { areAllPodsKnown } from "../evidence/known-pods.js";
import { peerSite } from "../evidence/peer-form.js";
import { mayBeAllowedThere } from "../evidence/other-end.js";
import { type SubjectOf, subjectOfRule } from "../evidence/subjects.js";

/** A pod peer of a rule, with the workloads in this workspace that it matches. */
export interface AllowedPods {
  readonly at: Site;
  readonly workloads: readonly Workload[];
  /** False for a peer that matches all pods in its namespaces. */
  readonly named: boolean;
}

/** Workloads of a rule's peers that cannot use it. */
export interface Stopped {
  /** The first peer that names some. */
  readonly at: Site;
  readonly direction: Direction;
  readonly workloads: readonly Workload[];
  /** Policies that restrict them. */
  readonly isolating: readonly Policy[];
  /** One of them, and a workload that the policy selects, which cannot connect. */
  readonly pair: StoppedPair;
}

export interface StoppedPair {
  readonly workload: Workload;
  readonly subject: Workload;
  /** What the rule allows between the two. */
  readonly traffic: Traffic;
}

/** In the order of the policy's rules. */
export function* stoppedPeers(policy: Policy, view: View): Iterable<Stopped> {
  for (const allowance of view.allowances(policy)) {
    const { verdict, direction, reading } = allowance.by;
    // A named port that no pod in this workspace has may open anything. The rule for named ports reports it.
    if (verdict !== "allow" || allowance.anyPeer || allowance.namedPorts.length > 0) continue;
    const subject = subjectOfRule(allowance.by);
    if (subject === undefined) continue;
    const subjects = view.selectedBy(policy, subject.part);
    const peers = peersOf(reading).flatMap((it) => allowedPods(it, policy, view));
    const stopped = peers.filter(
      (it) => isStopped(it, subjects, allowance, view) && !mayServeUnseen(it, subject, allowance, view),
    );
    const [first] = stopped;
    const workload = first?.workloads.find((it) => subjects.some((subject) => subject !== it));
    const other = subjects.find((it) => it !== workload);
    if (first === undefined || workload === undefined || other === undefined) continue;
    const pair = { workload, subject: other, traffic: total(allowance.traffic, allowance.conditional) };
    const workloads = [...new Set(stopped.flatMap((it) => it.workloads))];
    const isolating = [...new Set(workloads.flatMap((it) => view.isolatedBy(it, opposite(direction))))];
    yield { at: first.at, direction, workloads, isolating, pair };
  }
}

/** Nothing for a peer that is all pods in its own namespace, or in all: it is not known which of them was meant. */
export function allowedPods(peer: PeerReading, policy: Policy, view: View): AllowedPods[] {
  if (peer.type !== "pods") return [];
  const { namespaces } = peer;
  const named = isNamed(peer);
  if (!named && (typeof namespaces === "string" || namespaces.requirements.length === 0)) return [];
  return [{ at: peerSite(peer), workloads: view.matchedBy(policy, peer), named }];
}

/** Whether it requires a label. Other requirements match by absence. */
function isNamed(peer: PodsPeer): boolean {
  return termsOf(peer).some(
    ({ of, requirement: { operator } }) => of !== "namespace" && (operator === "In" || operator === "Exists"),
  );
}

/** True when no pod of the peer can use the rule with any of its subjects. */
function isStopped(peer: AllowedPods, subjects: readonly Workload[], allowance: Allowance, view: View): boolean {
  const { direction } = allowance.by;
  const allowed = total(allowance.traffic, allowance.conditional);
  let pairs = 0;
  for (const workload of peer.workloads) {
    if (view.isolatedBy(workload, opposite(direction)).length === 0) return false;
    // The peer may be meant for pods that are not in this workspace.
    if (!peer.named && !areAllPodsKnown(view, workload.namespace)) return false;
    for (const subject of subjects) {
      if (subject === workload) continue;
      pairs++;
      const side = view.side(workload, opposite(direction), { type: "workload", workload: subject });
      // A deny rule denies on purpose.
      if (side === undefined || side.isolatedBy.length === 0 || side.deniedBy.length > 0) return false;
      if (!isEmpty(intersection(allowed, total(side.allowed, side.conditional)))) return false;
    }
  }
  return pairs > 0;
}

/** Whether the rule may be for pods that no manifest shows, such as a chart's, and the peer's own rules allow those. */
function mayServeUnseen(
  peer: AllowedPods,
  { policy, part, selector }: SubjectOf,
  rule: Allowance,
  view: View,
): boolean {
  const { namespace } = policy;
  if (namespace === undefined || part.subject.of !== "pods") return false;
  if (view.hiding(selector, namespace) === "nothing") return false;
  return peer.workloads.some((it) =>
    mayBeAllowedThere(it, { namespace, selector }, opposite(rule.by.direction), rule, view),
  );
}

function total(traffic: Traffic, conditional: readonly ConditionalTraffic[]): Traffic {
  return conditional.reduce((sum, it) => union(sum, it.traffic), traffic);
}
