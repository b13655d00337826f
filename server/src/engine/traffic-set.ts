/** Building and resolving traffic whose ports may be names. */

import type { ContainerPort } from "../model/workload.js";
import type { NamedPort, TrafficSet } from "./program.js";
import { ALL_TRAFFIC, NO_TRAFFIC, type Protocol, type Traffic, trafficOf, union } from "./traffic.js";

export const EVERYTHING: TrafficSet = { fixed: ALL_TRAFFIC, exact: NO_TRAFFIC, named: [] };
export const NOTHING: TrafficSet = { fixed: NO_TRAFFIC, exact: NO_TRAFFIC, named: [] };

export function fixedTraffic(fixed: Traffic): TrafficSet {
  return { fixed, exact: NO_TRAFFIC, named: [] };
}

/** One port written as a number. */
export function singlePort(protocol: Protocol, port: number): TrafficSet {
  const traffic = trafficOf(protocol, [[port, port]]);
  return { fixed: traffic, exact: traffic, named: [] };
}

export function unionOf(sets: readonly TrafficSet[]): TrafficSet {
  return {
    fixed: sets.reduce((all, it) => union(all, it.fixed), NO_TRAFFIC),
    exact: sets.reduce((all, it) => union(all, it.exact), NO_TRAFFIC),
    named: sets.flatMap((it) => it.named),
  };
}

/** What the named ports are on a destination with these container ports; nothing where it has none (KS-8). */
export function resolveNamed(named: readonly NamedPort[], ports: readonly ContainerPort[]): Traffic {
  let traffic = NO_TRAFFIC;
  for (const { protocol, name } of named) {
    const port = ports.find((it) => it.name === name && it.protocol === protocol);
    if (port !== undefined) traffic = union(traffic, trafficOf(protocol, [[port.number, port.number]]));
  }
  return traffic;
}

/** The number of each named port on a destination; undefined for those that it does not have. */
export function portNumbers(named: readonly NamedPort[], ports: readonly ContainerPort[]): (number | undefined)[] {
  return named.map(({ protocol, name }) => ports.find((it) => it.name === name && it.protocol === protocol)?.number);
}
