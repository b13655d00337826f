/** NP1602: a rule admits workloads that are isolated on their own side, where nothing of it is allowed. */

import type { Site } from "../../base/source.js";
import { type Traffic, intersection, isEmpty, union } from "../../engine/traffic.js";
import type { ConditionalTraffic } from "../../engine/answers.js";
import type { Allowance } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import { itemsOf } from "../../systems/cilium/model.js";
import type { Direction } from "../../model/direction.js";
import { nameSite, type Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { asksForLabels, isWhole, saysWhere } from "../evidence/missed-pods.js";
import { isOneCluster } from "../evidence/one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** One selector of a rule's peers, with the workloads in sight that it matches. */
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
    if (view.isRefused(policy)) return;
    for (const allowance of view.allowances(policy)) {
      // A named port that no pod in sight has may open anything; the rule for named ports speaks of it.
      if (allowance.by.verdict !== "allow" || allowance.anyPeer || allowance.namedPorts.length > 0) continue;
      const { subjects, peers } = sidesOf(allowance, view);
      const stopped = peers.filter((it) => isStopped(it, subjects, allowance, view));
      const first = stopped[0];
      if (first === undefined) continue;
      const { direction } = allowance.by;
      const workloads = [...new Set(stopped.flatMap((it) => it.workloads))];
      const isolating = [...new Set(workloads.flatMap((it) => view.isolatedBy(it, otherEnd(direction))))];
      const severity = saysWhere(policy) && isOneCluster(view) ? "warning" : "info";
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
    `Both ends must allow a connection: this rule allows its ${direction}, and the other end's ${otherEnd(direction)} is closed to it.`,
  related: ({ direction, isolating }) =>
    isolating
      .slice(0, 5)
      .map((it) => ({ at: nameSite(it), message: `isolates ${otherEnd(direction)} of the other end` })),
});

/** The rule's subjects, and the peers whose pods can be told. */
function sidesOf({ by }: Allowance, view: View): { subjects: readonly Workload[]; peers: readonly Admitted[] } {
  const { policy, rule } = by;
  const object = policy.object;
  if (object.system === "kubernetes") {
    const written = "index" in rule && !("list" in rule) ? (rule.peers?.peers ?? []) : [];
    const peers = written.flatMap((it): Admitted[] => {
      const selector = it.podSelector ?? it.namespaceSelector;
      if (selector === undefined) return [];
      const named = isNamed(it.podSelector);
      if (!named && (it.namespaceSelector?.requirements.length ?? 0) === 0) return [];
      return [{ at: { ...selector.at, part: "key" }, workloads: view.matchedByPeer(policy, it), named }];
    });
    return { subjects: view.selectedBy(policy), peers };
  }
  const spec = object.specs.find((it) => itemsOf(it).some((item) => item === rule));
  if (spec === undefined || !("list" in rule)) return { subjects: [], peers: [] };
  const selectors = rule.peers.flatMap((it) => (it.type === "endpoints" ? it.selectors : []));
  const peers = selectors.filter(isNamed).map(
    (it): Admitted => ({
      at: it.requirements[0]?.key.at ?? it.at,
      workloads: view.matchedByEndpoints(policy, spec, it),
      named: true,
    }),
  );
  return { subjects: view.selectedBy(policy, spec), peers };
}

function isNamed(selector: LabelSelector | undefined): boolean {
  return selector !== undefined && asksForLabels(selector);
}

/** True when no pod of the peer can use the rule with any of its subjects. */
function isStopped(peer: Admitted, subjects: readonly Workload[], allowance: Allowance, view: View): boolean {
  const { direction } = allowance.by;
  const admitted = total(allowance.traffic, allowance.conditional);
  let pairs = 0;
  for (const workload of peer.workloads) {
    if (view.isolatedBy(workload, otherEnd(direction)).length === 0) return false;
    // Pods out of sight may be what the peer is for.
    if (!peer.named && !isWhole(view, workload.namespace)) return false;
    for (const subject of subjects) {
      if (subject === workload) continue;
      pairs++;
      const side = view.side(workload, otherEnd(direction), { type: "workload", workload: subject });
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

function otherEnd(direction: Direction): Direction {
  return direction === "ingress" ? "egress" : "ingress";
}
