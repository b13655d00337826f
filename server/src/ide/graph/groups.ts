/** Which group of the graph an end is in: its namespace, or one of the two for ends that have none. */

import type { ReachGroup, View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import { conditionalFlows, endId, portsOf } from "../flows/flows.js";

export const OUTSIDE = "outside";
export const ENTITIES = "entities";

/** Undefined for pods that no manifest shows: a manner of speaking, not an end that traffic has. */
export function groupOf(end: End): string | undefined {
  switch (end.type) {
    case "workload":
      return namespaceGroup(end.workload.namespace);
    case "pods":
      return namespaceGroup(end.namespace);
    case "entity":
      return ENTITIES;
    case "unseen-pods":
      return undefined;
    default:
      return OUTSIDE;
  }
}

export function namespaceGroup(namespace: string): string {
  return `ns:${namespace}`;
}

/** An end outside of all namespaces as a reader names it: `world`, a CIDR, a domain name, an entity. */
export function outsideName(end: End): string {
  return endId(end).replace(/^(cidr|fqdn|entity):/, "");
}

/** Groups of ends whose flows are listed: what passes without ports alone, such as ICMP, is not. */
export function* listedGroups(view: View): Iterable<ReachGroup> {
  // Many groups share one answer.
  const known = new Map<ReachGroup["reach"], boolean>();
  for (const group of view.reachGroups()) {
    const isListed = known.get(group.reach) ?? hasPorts(group.reach);
    known.set(group.reach, isListed);
    if (isListed) yield group;
  }
}

function hasPorts({ allowed, conditional, ambiguous }: ReachGroup["reach"]): boolean {
  const some = [allowed, ambiguous].some((it) => Object.keys(portsOf(it)).length > 0);
  return some || conditionalFlows(conditional).length > 0;
}
