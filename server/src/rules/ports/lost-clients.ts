/** Blocks of client addresses on ports that a Service opens to clients outside, whose addresses nodes replace (NP1421). */

import { type Arrival, arrivalsAt } from "../../analysis/services-of-pods.js";
import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort, PROTOCOLS } from "../../engine/traffic.js";
import { NODE_ENTITIES } from "../../model/entities.js";
import { isWholeFamily, overlaps, parseCidr } from "../../model/ip.js";
import { type BlockPeer, peersOf, type PeerReading } from "../../model/reading.js";
import type { Policy, Service, Workload } from "../../model/scope.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { blocksOf, PRIVATE_NETWORKS } from "../evidence/written-blocks.js";

export interface LostClients {
  readonly block: BlockPeer;
  readonly service: Service;
  /** An entity that includes nodes, and is allowed on the port: what arrives with a node's address is allowed whoever sent it. */
  readonly through?: string;
}

/** Nodes are in private networks. A larger block of those is a site's network, which may hold the nodes too. */
const SHORTEST_PREFIX = 24;
const WITH_NODES: ReadonlySet<string> = new Set([...NODE_ENTITIES, "cluster"]);
const WITH_CLIENTS: ReadonlySet<string> = new Set(["all", "world"]);
/** Annotations with which a load balancer sends to pods itself, or answers without the node: AWS, Google, Alibaba, Cilium. */
const SENDS_TO_PODS = /target-type|nlb-ip|\/neg$|backend-type|forwarding-mode|-lb-type/;

/** Each block once. */
export function* lostClients(policy: Policy, view: View): Iterable<LostClients> {
  if (isRanked(policy)) return;
  const rules = view.allowances(policy).filter(isIngress);
  const said = new Set<number>();
  for (const rule of rules.filter((it) => blocksOf(it.by.reading).length > 0)) {
    for (const workload of view.selectedBy(policy)) {
      const arrival = arrivalsAt(workload, view).find((it) => losesClients(it.service) && isFor(rule, it));
      if (arrival === undefined) continue;
      const through = nodesThrough(workload, arrival, view);
      if (through === "other") continue;
      for (const block of blocksOf(rule.by.reading).filter(isOfClients)) {
        if (said.has(block.cidr.at.node)) continue;
        said.add(block.cidr.at.node);
        yield { block, service: arrival.service, ...(through === undefined ? {} : { through }) };
      }
    }
  }
}

function losesClients({ object: { isExposed, keepsClients, meta } }: Service): boolean {
  return isExposed && !keepsClients && ![...meta.annotations.keys()].some((it) => SENDS_TO_PODS.test(it));
}

function isIngress({ by }: Allowance): boolean {
  return by.verdict === "allow" && by.direction === "ingress";
}

function isFor({ traffic, namedPorts }: Allowance, { written, target }: Arrival): boolean {
  const protocol = PROTOCOLS.find((it) => it === written.protocol);
  if (protocol === undefined || target === undefined) return false;
  return namedPorts.length > 0 || hasPort(traffic, protocol, target);
}

/** How nodes may enter by rules for the same port: by an entity alone, or in another way, such as a rule that is there for them. */
function nodesThrough(workload: Workload, arrival: Arrival, view: View): string | "other" | undefined {
  let entity: string | undefined;
  for (const policy of view.policiesOn(workload, "ingress")) {
    for (const it of view.allowances(policy)) {
      if (!isIngress(it) || !isFor(it, arrival)) continue;
      const peers = peersOf(it.by.reading);
      if (it.anyPeer || peers.some(mayBeNodesOrAll)) return "other";
      entity ??= peers
        .flatMap((peer) => (peer.type === "entity" ? peer.name.value : []))
        .find((name) => WITH_NODES.has(name));
    }
  }
  return entity;
}

function mayBeNodesOrAll(peer: PeerReading): boolean {
  if (peer.type === "block") return mayHoldNodes(peer);
  return peer.type === "nodes" || (peer.type === "entity" && WITH_CLIENTS.has(peer.name.value));
}

function mayHoldNodes({ cidr: { value } }: BlockPeer): boolean {
  const parsed = parseCidr(value);
  if (!parsed.ok || isWholeFamily(parsed.cidr)) return true;
  return parsed.cidr.prefix < SHORTEST_PREFIX && PRIVATE_NETWORKS.some((it) => overlaps(it, parsed.cidr));
}

function isOfClients(block: BlockPeer): boolean {
  return !mayHoldNodes(block);
}
