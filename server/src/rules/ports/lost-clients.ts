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
import { blocksOf, readNetworks } from "../evidence/written-blocks.js";

export interface LostClients {
  readonly block: BlockPeer;
  readonly service: Service;
}

/** Networks that nodes are in. */
const PRIVATE = readNetworks(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]);
/** A larger private block is a site's network, which may hold the nodes too. */
const SHORTEST_PREFIX = 24;
const WITH_NODES: ReadonlySet<string> = new Set([...NODE_ENTITIES, "all", "cluster", "world"]);
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
      if (arrival === undefined || mayNodesEnter(workload, arrival, view)) continue;
      for (const block of blocksOf(rule.by.reading).filter(isOfClients)) {
        if (said.has(block.cidr.at.node)) continue;
        said.add(block.cidr.at.node);
        yield { block, service: arrival.service };
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

/** Another rule for the same port may be there for the nodes. */
function mayNodesEnter(workload: Workload, arrival: Arrival, view: View): boolean {
  return view.policiesOn(workload, "ingress").some((policy) =>
    view.allowances(policy).some((it) => {
      if (!isIngress(it) || !isFor(it, arrival)) return false;
      return it.anyPeer || peersOf(it.by.reading).some(mayBeNodes);
    }),
  );
}

function mayBeNodes(peer: PeerReading): boolean {
  if (peer.type === "block") return mayHoldNodes(peer);
  return peer.type === "nodes" || (peer.type === "entity" && WITH_NODES.has(peer.name.value));
}

function mayHoldNodes({ cidr: { value } }: BlockPeer): boolean {
  const parsed = parseCidr(value);
  if (!parsed.ok || isWholeFamily(parsed.cidr)) return true;
  return parsed.cidr.prefix < SHORTEST_PREFIX && PRIVATE.some((it) => overlaps(it, parsed.cidr));
}

function isOfClients(block: BlockPeer): boolean {
  return !mayHoldNodes(block);
}
