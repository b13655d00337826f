/** Egress rules that may allow the API server. */

import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import { type PeerReading, peersOf } from "../../model/reading.js";
import { listsPorts } from "./dns-rules.js";

/** True if an allow rule may include the API server on the port: every peer, addresses, entities, nodes or Services. */
export function mayReachApiServer(allowance: Allowance, port: number): boolean {
  const { by, anyPeer, traffic } = allowance;
  if (by.direction !== "egress" || by.verdict !== "allow" || !hasPort(traffic, "TCP", port)) return false;
  const peers = peersOf(by.reading);
  if (anyPeer || peers.some((it) => it.type === "entity" || it.type === "nodes" || it.type === "service")) return true;
  return (
    peers.some((it) => it.type === "block" || it.type === "group") && (listsPorts(allowance) || !peers.some(isLocal))
  );
}

/** Entities of Cilium that an API server in the cluster belongs to. */
const ENTITIES: ReadonlySet<string> = new Set(["kube-apiserver", "cluster", "all"]);
const HTTPS = 443;
const USUAL_PORT = 6443;

/** True if an allow rule includes the API server as an entity, or everyone. */
export function includesApiServer({ by, anyPeer, traffic }: Allowance): boolean {
  if (by.direction !== "egress" || by.verdict !== "allow") return false;
  if (!hasPort(traffic, "TCP", HTTPS) && !hasPort(traffic, "TCP", USUAL_PORT)) return false;
  return anyPeer || peersOf(by.reading).some((it) => it.type === "entity" && ENTITIES.has(it.name.value));
}

/** A node's resolver and metadata server are not the API server. */
function isLocal(peer: PeerReading): boolean {
  return peer.type === "block" && peer.cidr.value.startsWith("169.254.");
}
