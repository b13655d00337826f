/** The pairs of ends that a policy test asks about, with what passes between them. */

import type { Peer, View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import { PROTOCOLS, type Traffic, trafficOf, union } from "../../engine/traffic.js";
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
  const targets: Target[] = [];
  for (const it of to) {
    const at = targetsAt(it, ports, traffic);
    if (typeof at === "string") return at;
    targets.push(...at);
  }
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

function targetsAt(meant: MeantEnd, ports: readonly PortPattern[], traffic: Traffic): readonly Target[] | string {
  const { end, service } = meant;
  if (service === undefined) return [{ end, traffic }];
  const asked =
    ports.length === 0 ? service.object.ports.map(({ protocol, port }) => ({ protocol, port })) : singlePorts(ports);
  let own: Traffic | undefined;
  for (const { protocol, port } of asked) {
    const backends = backendsOf(service, [end], { protocol: PROTOCOLS.find((it) => it === protocol) ?? "TCP", port });
    if (typeof backends === "string") return backends;
    for (const it of backends) {
      const one = trafficOf(PROTOCOLS.find((known) => known === protocol) ?? "TCP", [[it.port, it.port]]);
      own = own === undefined ? one : union(own, one);
    }
  }
  return own === undefined ? `Service \`${service.namespace}/${service.name}\` has no ports` : [{ end, traffic: own }];
}

/** The first of each row of ports: a Service has single ones. */
function singlePorts(ports: readonly PortPattern[]): { readonly protocol: string; readonly port: number }[] {
  return ports.flatMap(({ traffic }) =>
    PROTOCOLS.flatMap((protocol) =>
      traffic[protocol].flatMap(([first, last]) =>
        Array.from({ length: Math.min(last - first + 1, MOST_SERVICE_PORTS) }, (_, at) => ({
          protocol,
          port: first + at,
        })),
      ),
    ),
  );
}

const MOST_SERVICE_PORTS = 100;
