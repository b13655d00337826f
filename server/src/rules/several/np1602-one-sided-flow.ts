/** NP1602: a rule admits workloads that are isolated on their own side, where nothing of it is allowed. */

import { partOf, type Site } from "../../base/source.js";
import { type Traffic, intersection, isEmpty, union } from "../../engine/traffic.js";
import type { Allowance, ConditionalTraffic } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { opposite } from "../../model/direction.js";
import { type PeerReading, type PodsPeer, peersOf, termsOf } from "../../model/reading.js";
import { nameSite, type Policy, type Workload } from "../../model/scope.js";
import { areAllPodsKnown } from "../evidence/known-pods.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { subjectOfRule } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** A choice of pods among a rule's peers, with the workloads in sight that it matches. */
interface Admitted {
  readonly at: Site;
  readonly workloads: readonly Workload[];
  /** False for a peer that takes all pods of its namespaces, whoever they are. */
  readonly named: boolean;
}

export default defineRule({
  code: "NP1602",
  name: "one-sided-flow",
  title: "Allowed at one end only",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-23"],

  *check(policy, view) {
    for (const allowance of view.allowances(policy)) {
      // A named port that no pod in sight has may open anything; the rule for named ports speaks of it.
      if (allowance.by.verdict !== "allow" || allowance.anyPeer || allowance.namedPorts.length > 0) continue;
      const subject = subjectOfRule(allowance.by);
      if (subject === undefined) continue;
      const subjects = view.selectedBy(policy, subject.part);
      const peers = peersOf(allowance.by.reading).flatMap((it) => admitted(it, policy, view));
      const stopped = peers.filter((it) => isStopped(it, subjects, allowance, view));
      const first = stopped[0];
      if (first === undefined) continue;
      const { direction } = allowance.by;
      const workloads = [...new Set(stopped.flatMap((it) => it.workloads))];
      const isolating = [...new Set(workloads.flatMap((it) => view.isolatedBy(it, opposite(direction))))];
      const severity = statesNamespace(policy) && areManifestsOfOneCluster(view) ? "warning" : "info";
      yield { at: first.at, severity, direction, workloads, isolating } as const;
    }
  },

  message: ({ direction, workloads }) => {
    const more = workloads.length > 1 ? ` and ${workloads.length - 1} more` : "";
    const name = quoted(workloads[0] === undefined ? "" : `${workloads[0].namespace}/${workloads[0].name}`, 24);
    return direction === "ingress"
      ? `Nothing from ${name}${more} arrives: egress there is isolated, and no policy allows it`
      : `Nothing reaches ${name}${more}: ingress there is isolated, and no policy allows it`;
  },
  note: ({ direction }) =>
    `Both ends must allow a connection: this rule allows its ${direction}, and the other end's ${opposite(direction)} is closed to it.`,
  related: ({ direction, isolating }) =>
    isolating
      .slice(0, 5)
      .map((it) => ({ at: nameSite(it), message: `isolates ${opposite(direction)} of the other end` })),
});

/** Nothing for a peer that is all pods of its own namespace, or of all: who that is meant for cannot be told. */
function admitted(peer: PeerReading, policy: Policy, view: View): Admitted[] {
  if (peer.type !== "pods") return [];
  const { namespaces } = peer;
  const named = isNamed(peer);
  if (!named && (typeof namespaces === "string" || namespaces.requirements.length === 0)) return [];
  return [{ at: placeOf(peer), workloads: view.matchedBy(policy, peer), named }];
}

/** Labels that are asked to be there; the others match by absence. */
function isNamed(peer: PodsPeer): boolean {
  return termsOf(peer).some(
    ({ of, requirement: { operator } }) => of !== "namespace" && (operator === "In" || operator === "Exists"),
  );
}

/** The key of the selector that says the most; of one map for pods and namespaces, the first key in it. */
function placeOf(peer: PodsPeer): Site {
  if (isSelectorItself(peer)) {
    const keys = termsOf(peer).map((it) => it.requirement.key.at);
    return keys.reduce((first, it) => (it.node < first.node ? it : first), keys[0] ?? peer.at);
  }
  const { selector, namespaces } = peer;
  const written = selector ?? (typeof namespaces === "string" ? peer : namespaces);
  return partOf(written.at, "key");
}

/** True when no pod of the peer can use the rule with any of its subjects. */
function isStopped(peer: Admitted, subjects: readonly Workload[], allowance: Allowance, view: View): boolean {
  const { direction } = allowance.by;
  const admitted = total(allowance.traffic, allowance.conditional);
  let pairs = 0;
  for (const workload of peer.workloads) {
    if (view.isolatedBy(workload, opposite(direction)).length === 0) return false;
    // Pods out of sight may be what the peer is for.
    if (!peer.named && !areAllPodsKnown(view, workload.namespace)) return false;
    for (const subject of subjects) {
      if (subject === workload) continue;
      pairs++;
      const side = view.side(workload, opposite(direction), { type: "workload", workload: subject });
      // What a deny rule takes is meant to be taken.
      if (side === undefined || side.isolatedBy.length === 0 || side.deniedBy.length > 0) return false;
      if (!isEmpty(intersection(admitted, total(side.allowed, side.conditional)))) return false;
    }
  }
  return pairs > 0;
}

function total(traffic: Traffic, conditional: readonly ConditionalTraffic[]): Traffic {
  return conditional.reduce((sum, it) => union(sum, it.traffic), traffic);
}
