/** The protocols that ports of Cilium policies may have, version by version (CV-26). */

import { atLeast, type Version } from "../../base/version.js";
import { PROTOCOLS } from "../../engine/traffic.js";

/** Stands for every protocol that has ports, as no protocol at all does. */
export const ANY_PROTOCOL = "ANY";

/** Protocols without ports, with the minor that they came with; the agent takes them only with a flag. */
const PORTLESS: ReadonlyMap<string, number> = new Map([
  ["VRRP", 19],
  ["IGMP", 19],
  ["GRE", 20],
  ["IPIP", 20],
  ["IPV6", 20],
  ["ESP", 20],
  ["AH", 20],
]);

export function ciliumProtocols(version: Version): string[] {
  return [...PROTOCOLS, ANY_PROTOCOL, ...portlessProtocols(version)];
}

export function portlessProtocols(version: Version): string[] {
  return [...PORTLESS].flatMap(([name, since]) => (atLeast(version, 1, since) ? [name] : []));
}
