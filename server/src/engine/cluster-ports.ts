/** What the name of a port means where all pods of a cluster have to agree on its number. */

import type { NamedPort } from "./program.js";
import { ALL_PORTS, NO_TRAFFIC, type Traffic, trafficOf, union } from "./traffic.js";
import type { Point } from "./universe.js";

export interface ClusterPorts {
  readonly traffic: Traffic;
  /** In words, what must hold of pods that no manifest shows; missing where nothing hangs on them. */
  readonly provided?: string;
}

export const NO_PORTS: ClusterPorts = { traffic: NO_TRAFFIC };

/**
 * @param named One name, for one protocol or several, which are looked up each by itself. A name that one of them resolves is
 *   not looked for under the others.
 * @param allInSight True where no other pods are in the cluster.
 */
export function clusterPorts(named: readonly NamedPort[], points: readonly Point[], allInSight: boolean): ClusterPorts {
  const numbers = named.map((it) => ({ ...it, numbers: numbersOf(it, points) }));
  const [first] = numbers;
  if (first === undefined) return NO_PORTS;
  let traffic = NO_TRAFFIC;
  for (const { protocol, numbers: own } of numbers) {
    const [number] = own;
    if (own.size === 1 && number !== undefined) traffic = union(traffic, trafficOf(protocol, [[number, number]]));
  }
  const isUnseen = numbers.every((it) => it.numbers.size === 0);
  if (allInSight) return { traffic };
  if (isUnseen) for (const { protocol } of numbers) traffic = union(traffic, trafficOf(protocol, ALL_PORTS));
  return { traffic, provided: `every pod of the cluster that names a port \`${first.name}\` gives it this number` };
}

/** Pods on a host's network do not count; a pod that stands for those that no manifest shows counts where no other has the name. */
export function numbersOf({ protocol, name }: NamedPort, points: readonly Point[]): ReadonlySet<number> {
  const written = new Set<number>();
  const supposed = new Set<number>();
  for (const point of points) {
    if (point.kind !== "pod" || point.hostNetwork) continue;
    for (const port of point.ports) {
      if (port.name !== name || port.protocol !== protocol) continue;
      (point.workload === undefined ? supposed : written).add(port.number);
    }
  }
  return written.size > 0 || supposed.size > 1 ? written : supposed;
}
