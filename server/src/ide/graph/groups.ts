/** Which group of the graph an end is in: its namespace, or one of the two for ends that have none. */

import type { End } from "../../engine/answers.js";
import { endId } from "../flows.js";

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
