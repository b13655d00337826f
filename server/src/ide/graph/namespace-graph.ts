/** One namespace of a scope unfolded: its workloads, the ends beyond it, and what passes between them. */

import type { ReachGroup, View } from "../../analysis/view.js";
import type { End, RuleRef } from "../../engine/answers.js";
import { NO_TRAFFIC, type Traffic, union } from "../../engine/traffic.js";
import { nameSite, type Policy, type Workload } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { hasReplicas, portsOf } from "../flows/flows.js";
import { placeOf } from "../places.js";
import { type Alike, alikeIn } from "./alike.js";
import { beyondIn, type Beyond, countByVertex } from "./beyond.js";
import type { Edge, GraphPolicy, GraphReason, Member, NamespaceGraph, Vertex } from "./graph-types.js";
import { listedGroups } from "./groups.js";
import { type HalfOpen, halfOpenFlows } from "./half-open.js";
import { JoinedTraffic, stateOf } from "./joined-traffic.js";

/** A picture of more vertices of the namespace helps nobody; the overview does. */
const MOST_DRAWN = 500;

export function namespaceGraph(snapshot: Snapshot, view: View, namespace: string): NamespaceGraph {
  const isOwn = (it: Workload): boolean => it.namespace === namespace;
  const touches = (end: End): boolean => end.type === "workload" && isOwn(end.workload);
  const groups = [...listedGroups(view)].filter(({ from, to }) => from.some(touches) || to.some(touches));
  const halfOpen = halfOpenFlows(view).filter(({ from, to }) => isOwn(from) || isOwn(to));
  const alike = alikeIn(view, namespace, groups, halfOpen);
  const vertexOf = new Map(alike.flatMap((it) => it.workloads.map((workload) => [workload, it] as const)));
  if (alike.length > MOST_DRAWN) return { namespace, vertices: [], edges: [], tooMany: vertexOf.size };
  const beyond = beyondIn(view, namespace, { groups, halfOpen, vertexOf });
  const draft = new Draft(snapshot);
  const inside = withinNamespace(groups, vertexOf, draft);
  const crossing = beyond.edges.map(({ from, to, joined, of }) => draft.edge(from, to, joined, of));
  return {
    namespace,
    vertices: [...alike.map((it) => draft.vertex(view, it)), ...beyond.vertices],
    edges: [...inside, ...crossing, ...halfOpenEdges(halfOpen, vertexOf, beyond, draft)],
  };
}

function withinNamespace(
  groups: readonly ReachGroup[],
  vertexOf: ReadonlyMap<Workload, Alike>,
  draft: Draft,
): readonly Edge[] {
  const edges = new Map<string, { from: Alike; to: Alike; joined: JoinedTraffic }>();
  for (const { from, to, reach } of groups) {
    const destinations = countByVertex(to, vertexOf);
    for (const [source, own] of countByVertex(from, vertexOf)) {
      for (const [destination, others] of destinations) {
        const key = `${source.id} ${destination.id}`;
        const known = edges.get(key) ?? { from: source, to: destination, joined: new JoinedTraffic() };
        edges.set(key, known);
        known.joined.add(reach, own * others);
      }
    }
  }
  return [...edges.values()]
    .filter(({ from, to }) => from !== to || from.workloads.length > 1 || from.workloads.some(isSeveralPods))
    .map(({ from, to, joined }) => draft.edge(from.id, to.id, joined, from.workloads.length * to.workloads.length));
}

function isSeveralPods(workload: Workload): boolean {
  return hasReplicas({ type: "workload", workload });
}

/** One dashed edge for each pair of vertices, whichever and however many rules are in vain between them. */
function halfOpenEdges(
  halfOpen: readonly HalfOpen[],
  vertexOf: ReadonlyMap<Workload, Alike>,
  beyond: Beyond,
  draft: Draft,
): readonly Edge[] {
  const edges = new Map<string, { from: string; to: string; all: HalfOpen[] }>();
  for (const it of halfOpen) {
    const from = vertexOf.get(it.from)?.id ?? beyond.vertexOf(it.from, "source");
    const to = vertexOf.get(it.to)?.id ?? beyond.vertexOf(it.to, "destination");
    if (from === undefined || to === undefined) continue;
    const known = edges.get(`${from} ${to}`) ?? { from, to, all: [] };
    edges.set(`${from} ${to}`, known);
    known.all.push(it);
  }
  return [...edges.values()].map(({ from, to, all }) => draft.halfOpenEdge(from, to, all));
}

/** Turns what the engine says into plain data with places. */
class Draft {
  readonly #snapshot: Snapshot;
  readonly #reasons = new Map<RuleRef, GraphReason[]>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  vertex(view: View, { id, workloads }: Alike): Vertex {
    const [first] = workloads;
    const members = workloads.map((it) => this.#member(view, it));
    const isolated = {
      ingress: workloads.some((it) => view.isolatedBy(it, "ingress").length > 0),
      egress: workloads.some((it) => view.isolatedBy(it, "egress").length > 0),
    };
    return {
      id,
      kind: "workloads",
      side: "own",
      names: workloads.map((it) => it.name),
      members,
      isolated,
      selected: members.some((it) => it.policies.length > 0),
      ...(first?.hostNetwork ? { hostNetwork: true } : {}),
    };
  }

  edge(from: string, to: string, joined: JoinedTraffic, of: number): Edge {
    const traffic = joined.traffic;
    const because = this.#reasonsOf(joined.rules);
    return { from, to, ...traffic, state: stateOf(traffic), forAll: joined.isSame(of), because, deniedBy: [] };
  }

  halfOpenEdge(from: string, to: string, all: readonly HalfOpen[]): Edge {
    const traffic = all.reduce<Traffic>((sum, it) => union(sum, it.traffic), NO_TRAFFIC);
    const because = this.#reasonsOf([...new Set(all.map((it) => it.by))]);
    const rules = this.#reasonsOf([...new Set(all.flatMap((it) => it.deniedBy.rules))]);
    const policies = [...new Set(all.flatMap((it) => it.deniedBy.policies))].flatMap((policy): GraphReason[] => {
      const place = placeOf(this.#snapshot, nameSite(policy));
      const direction = all.some((it) => it.by.direction === "egress") ? "ingress" : "egress";
      return place === undefined ? [] : [{ direction, policy: policy.id, place }];
    });
    const deniedBy = [...rules, ...policies];
    return {
      from,
      to,
      allowed: portsOf(traffic),
      conditional: [],
      state: "half-open",
      forAll: true,
      because,
      deniedBy,
    };
  }

  #member(view: View, workload: Workload): Member {
    const place = placeOf(this.#snapshot, workload.object.meta.name?.at ?? workload.object.meta.at);
    const policies = new Map<Policy, GraphPolicy["restricts"]>();
    for (const direction of ["ingress", "egress"] as const) {
      const isolating = view.isolatedBy(workload, direction);
      for (const it of view.policiesOn(workload, direction)) {
        policies.set(it, [...(policies.get(it) ?? []), ...(isolating.includes(it) ? [direction] : [])]);
      }
    }
    return {
      id: workload.id,
      name: workload.name,
      kind: workload.kind,
      ...(place === undefined ? {} : { place }),
      policies: [...policies].map(([policy, restricts]) => this.#policy(policy, restricts)),
    };
  }

  #policy(policy: Policy, restricts: GraphPolicy["restricts"]): GraphPolicy {
    const place = placeOf(this.#snapshot, nameSite(policy));
    return { id: policy.id, name: policy.name, restricts, ...(place === undefined ? {} : { place }) };
  }

  #reasonsOf(rules: readonly RuleRef[]): readonly GraphReason[] {
    return rules.flatMap((rule) => {
      const known = this.#reasons.get(rule) ?? this.#reasonOf(rule);
      this.#reasons.set(rule, known);
      return known;
    });
  }

  #reasonOf({ direction, policy, at }: RuleRef): GraphReason[] {
    const place = placeOf(this.#snapshot, at);
    return place === undefined ? [] : [{ direction, policy: policy.id, place }];
  }
}
