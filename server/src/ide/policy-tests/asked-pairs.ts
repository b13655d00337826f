/** The pairs of ends that a policy test asks about, with what passes between them. */

import type { Peer, View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import {
  intersection,
  isEmpty,
  NO_TRAFFIC,
  type Protocol,
  PROTOCOLS,
  type Traffic,
  trafficOf,
  union,
} from "../../engine/traffic.js";
import type { Service } from "../../model/scope.js";
import { backendsOf } from "../can/service-ports.js";
import { endId, hasReplicas } from "../flows/flows.js";
import type { MeantEnd } from "./ends-meant.js";
import type { PortPattern } from "./policy-test.js";
import { trafficOfPorts } from "./read-tests.js";

export interface AskedPair {
  readonly from: End;
  readonly to: End;
  readonly reach: Peer["reach"];
  /** What is asked about: of a Service's port its target. */
  readonly traffic: Traffic;
}

/** More pairs than anybody asks about on purpose. */
const MOST_PAIRS = 250_000;

interface Target {
  readonly end: End;
  readonly traffic: Traffic;
}

/** A sentence where ports mean nothing at an end. No pod talks to itself through policies: of one workload two pods are meant. */
export function askedPairs(
  view: View,
  from: readonly MeantEnd[] | "any",
  to: readonly MeantEnd[] | "any",
  ports: readonly PortPattern[],
): Iterable<AskedPair> | string {
  const traffic = trafficOfPorts(ports);
  if (to === "any") return toAny(view, from, traffic);
  const targets = targetsOf(to, ports);
  if (typeof targets === "string") return targets;
  if (from === "any") return fromAny(view, targets);
  if (from.length * targets.length > MOST_PAIRS) {
    return `This asks about ${from.length * targets.length} pairs, which is too many: add labels`;
  }
  return between(view, from, targets);
}

function* between(view: View, from: readonly MeantEnd[], targets: readonly Target[]): Iterable<AskedPair> {
  for (const { end } of from) {
    for (const it of targets) {
      if (isPair(end, it.end)) yield { from: end, to: it.end, reach: view.reach(end, it.end), traffic: it.traffic };
    }
  }
}

function* fromAny(view: View, targets: readonly Target[]): Iterable<AskedPair> {
  for (const { end, traffic } of targets) {
    if (end.type === "workload") {
      for (const peer of view.peersOf(end.workload, "ingress")) {
        if (isPair(peer.end, end)) yield { from: peer.end, to: end, reach: peer.reach, traffic };
      }
    } else {
      for (const from of workloadsIn(view)) yield { from, to: end, reach: view.reach(from, end), traffic };
    }
  }
}

function* toAny(view: View, from: readonly MeantEnd[] | "any", traffic: Traffic): Iterable<AskedPair> {
  for (const end of from === "any" ? workloadsIn(view) : from.map((it) => it.end)) {
    if (end.type === "workload") {
      for (const peer of view.peersOf(end.workload, "egress")) {
        if (isPair(end, peer.end)) yield { from: end, to: peer.end, reach: peer.reach, traffic };
      }
    } else {
      for (const to of workloadsIn(view)) yield { from: end, to, reach: view.reach(end, to), traffic };
    }
  }
  if (from !== "any") return;
  for (const to of workloadsIn(view)) {
    for (const peer of view.peersOf(to.workload, "ingress")) {
      if (peer.end.type !== "workload") yield { from: peer.end, to, reach: peer.reach, traffic };
    }
  }
}

function workloadsIn(view: View): readonly Extract<End, { type: "workload" }>[] {
  return view.scope.workloads.map((workload) => ({ type: "workload", workload }));
}

function isPair(from: End, to: End): boolean {
  return endId(from) !== endId(to) || hasReplicas(from);
}

/** What is asked about at each end; of ends behind a Service, at those that its ports lead to. */
function targetsOf(meant: readonly MeantEnd[], ports: readonly PortPattern[]): readonly Target[] | string {
  const plain = meant
    .filter((it) => it.service === undefined)
    .map(({ end }) => ({ end, traffic: trafficOfPorts(ports) }));
  const targets: Target[] = [...plain];
  for (const service of new Set(meant.flatMap((it) => it.service ?? []))) {
    const ends = meant.flatMap((it) => (it.service === service ? [it.end] : []));
    const found = targetsBehind(service, ends, ports);
    if (typeof found === "string") return found;
    targets.push(...found);
  }
  return targets;
}

function targetsBehind(
  service: Service,
  ends: readonly End[],
  ports: readonly PortPattern[],
): readonly Target[] | string {
  const own = service.object.ports.flatMap(({ protocol, port }): PortOf[] =>
    PROTOCOLS.flatMap((it) => (it === protocol ? [{ protocol: it, port }] : [])),
  );
  let fault = `Service \`${service.namespace}/${service.name}\` has no ports`;
  const found = new Map<End, Traffic>();
  for (const traffic of ports.length === 0 ? [trafficOfPorts([])] : ports.map((it) => it.traffic)) {
    const named = own.filter((it) => !isEmpty(intersection(trafficAt(it), traffic)));
    let leads = false;
    for (const asked of named.length > 0 ? named : firstIn(traffic)) {
      const backends = backendsOf(service, ends, asked);
      if (typeof backends === "string") {
        fault = backends;
        continue;
      }
      leads = true;
      for (const { end, port } of backends)
        found.set(end, union(found.get(end) ?? NO_TRAFFIC, trafficAt({ protocol: asked.protocol, port })));
    }
    // A port that leads nowhere is not left out in silence where a test names it.
    if (!leads) return fault;
  }
  return [...found].map(([end, traffic]) => ({ end, traffic }));
}

interface PortOf {
  readonly protocol: Protocol;
  readonly port: number;
}

function trafficAt({ protocol, port }: PortOf): Traffic {
  return trafficOf(protocol, [[port, port]]);
}

/** For the sentence about a port that a Service does not have. */
function firstIn(traffic: Traffic): readonly PortOf[] {
  return PROTOCOLS.flatMap((protocol) => traffic[protocol].slice(0, 1).map(([port]) => ({ protocol, port }))).slice(
    0,
    1,
  );
}
