/** The overview of a scope: what passes between its namespaces, and to and from outside the cluster. */

import { compareTexts } from "../../base/compare.js";
import type { ReachGroup, View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import { hasReplicas } from "../flows/flows.js";
import type { Group, GroupFlow, Overview } from "./graph-types.js";
import { ENTITIES, groupOf, listedGroups, namespaceGroup, OUTSIDE, outsideName } from "./groups.js";
import { halfOpenFlows } from "./half-open.js";
import { JoinedTraffic } from "./joined-traffic.js";

/** Its cost follows the groups of ends that fare alike, not the pairs of workloads. */
export function overviewOf(view: View): Overview {
  return view.memo(overviewIn);
}

function overviewIn(view: View): Overview {
  const groups = groupsOf(view);
  return { groups, flows: flowsBetween(view, groups), bare: bareNamespaces(view, groups) };
}

function bareNamespaces({ scope }: View, groups: readonly Group[]): readonly string[] {
  const populated = new Set(groups.map((it) => it.id));
  const names = new Set(scope.policies.flatMap((it) => it.namespace ?? []));
  return [...names].filter((it) => !populated.has(namespaceGroup(it))).sort(compareTexts);
}

function groupsOf(view: View): readonly Group[] {
  const byNamespace = new Map<string, { workloads: number; ingress: number; egress: number }>();
  for (const workload of view.scope.workloads) {
    const known = byNamespace.get(workload.namespace) ?? { workloads: 0, ingress: 0, egress: 0 };
    byNamespace.set(workload.namespace, known);
    known.workloads++;
    for (const direction of ["ingress", "egress"] as const) {
      if (view.isolatedBy(workload, direction).length > 0) known[direction]++;
    }
  }
  const namespaces = [...byNamespace]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { workloads, ...isolated }]): Group => {
      return { id: namespaceGroup(name), name, workloads, isolated, ends: [] };
    });
  const others = [
    { id: ENTITIES, name: "cluster entities" },
    { id: OUTSIDE, name: "outside the cluster" },
  ].flatMap(({ id, name }): Group[] => {
    const ends = view.outsideEnds.filter((it) => groupOf(it) === id).map(outsideName);
    return ends.length === 0 ? [] : [{ id, name, workloads: 0, isolated: { ingress: 0, egress: 0 }, ends }];
  });
  return [...namespaces, ...others];
}

function flowsBetween(view: View, groups: readonly Group[]): readonly GroupFlow[] {
  const place = new Map(groups.map((it, index) => [it.id, index]));
  const cells = new Map<number, { joined: JoinedTraffic; halfOpen: number }>();
  const cell = (from: string, to: string): { joined: JoinedTraffic; halfOpen: number } => {
    const key = (place.get(from) ?? 0) * groups.length + (place.get(to) ?? 0);
    const known = cells.get(key) ?? { joined: new JoinedTraffic(), halfOpen: 0 };
    cells.set(key, known);
    return known;
  };
  const all = view.scope.workloads.map((workload): End => ({ type: "workload", workload }));
  const barePods = countByGroup(all.filter((it) => !hasReplicas(it)));
  for (const { from, to, reach } of listedGroups(view)) {
    const destinations = countByGroup(to);
    for (const [source, own] of countByGroup(from)) {
      for (const [destination, others] of destinations) cell(source, destination).joined.add(reach, own * others);
    }
    for (const [group, pairs] of selfPairs({ from, to, reach })) cell(group, group).joined.add(reach, -pairs);
  }
  for (const { from, to } of halfOpenFlows(view)) {
    cell(namespaceGroup(from.namespace), namespaceGroup(to.namespace)).halfOpen++;
  }
  const size = ({ workloads, ends }: Group): number => workloads + ends.length;
  return [...cells]
    .filter(([, it]) => it.joined.pairs > 0 || it.halfOpen > 0)
    .sort(([a], [b]) => a - b)
    .flatMap(([key, { joined, halfOpen }]): GroupFlow[] => {
      const [from, to] = [groups[Math.floor(key / groups.length)], groups[key % groups.length]];
      if (from === undefined || to === undefined) return [];
      const none = from === to ? (barePods.get(from.id) ?? 0) : 0;
      const of = size(from) * size(to) - none;
      return [{ from: from.id, to: to.id, ...joined.traffic, pairs: joined.pairs, of, halfOpen }];
    });
}

function countByGroup(ends: readonly End[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const end of ends) {
    const group = groupOf(end);
    if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

/** Pairs of a bare Pod with itself, which are no pairs, by its namespace. */
function selfPairs({ from, to }: ReachGroup): ReadonlyMap<string, number> {
  const bare = from.filter((it) => it.type === "workload" && !hasReplicas(it));
  if (bare.length === 0) return new Map();
  const targets = new Set(to);
  return countByGroup(bare.filter((it) => targets.has(it)));
}
