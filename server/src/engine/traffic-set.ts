/** Building and resolving traffic whose ports may be names. */

import type { ContainerPort } from "../model/workload.js";
import type { NamedPort, TrafficSet } from "./program.js";
import { ALL_TRAFFIC, isEmpty, NO_TRAFFIC, type Protocol, type Traffic, trafficOf, union } from "./traffic.js";

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
  const [only, another] = sets;
  if (only !== undefined && another === undefined) return only;
  return {
    fixed: sets.reduce((all, it) => union(all, it.fixed), NO_TRAFFIC),
    exact: sets.reduce((all, it) => union(all, it.exact), NO_TRAFFIC),
    named: sets.flatMap((it) => it.named),
  };
}

/** A port by its name, for each of some protocols. */
export function namedPort(name: string, protocols: readonly Protocol[], of: NamedPort["of"]): TrafficSet {
  return { ...NOTHING, named: protocols.map((protocol) => ({ protocol, name, of })) };
}

/** The traffic less other traffic. Such a set is not to be united with others. */
export function without(set: TrafficSet, { fixed, named }: TrafficSet): TrafficSet {
  return isEmpty(fixed) && named.length === 0 ? set : { ...set, except: { fixed, named } };
}

/**
 * The same traffic in parts, each of which hangs on one thing alone: what is fixed or the destination tells, and each name
 * that the cluster tells.
 */
export function byClusterName(set: TrafficSet): readonly TrafficSet[] {
  if (set.named.length === 0) return [set];
  const names = new Map<string, NamedPort[]>();
  for (const it of set.named) if (it.of === "cluster") names.set(it.name, [...(names.get(it.name) ?? []), it]);
  if (names.size === 0) return [set];
  const rest = { ...set, named: set.named.filter((it) => it.of === "destination") };
  const isNothing = isEmpty(rest.fixed) && rest.named.length === 0;
  return [...(isNothing ? [] : [rest]), ...[...names.values()].map((named) => ({ ...NOTHING, named }))];
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
