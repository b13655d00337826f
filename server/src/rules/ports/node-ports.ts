/** Ports of nodes, allowed to CIDR blocks that match no node (NP1419). */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import { isWholeFamily, overlaps, parseCidr } from "../../model/ip.js";
import { NODE_ENTITIES } from "../../model/entities.js";
import { type BlockPeer, peersOf, type PeerReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { listsPorts } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods, type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { PRIVATE_NETWORKS } from "../evidence/written-blocks.js";

/** What listens there on each node. */
const LISTENERS: ReadonlyMap<number, string> = new Map([
  [10250, "the kubelet"],
  [10255, "the kubelet"],
  [9100, "node-exporter"],
  [6443, "an API server that runs on a node"],
  [2379, "etcd"],
]);
/** Entities that include nodes. */
const WITH_NODES: ReadonlySet<string> = new Set([...NODE_ENTITIES, "all", "cluster", "cluster-mesh", "kube-apiserver"]);

export interface BlockForNodes {
  readonly block: BlockPeer;
  readonly port: number;
  readonly listener: string;
}

/** One for each rule. */
export function* blocksForNodes(policy: Policy, view: View): Iterable<BlockForNodes> {
  if (view.blocksMatchPods(systemOf(policy.object)) !== false) return;
  for (const subject of subjectsOf(policy)) {
    const rules = subject.part.rules;
    for (const allowance of view.allowances(policy)) {
      const { direction, verdict, reading } = allowance.by;
      if (direction !== "egress" || verdict !== "allow" || !rules.includes(reading)) continue;
      const block = listsPorts(allowance) ? blockOf(peersOf(reading)) : undefined;
      const port = block && portOf(block, allowance);
      if (block === undefined || port === undefined || reachesNodes(subject, port, view)) continue;
      yield { block, port, listener: LISTENERS.get(port) ?? "" };
    }
  }
}

/** The first CIDR block of a rule with no other peers, if all of them may include nodes. */
function blockOf(peers: readonly PeerReading[]): BlockPeer | undefined {
  const blocks = peers.flatMap((it) => (it.type === "block" && mayHoldNodes(it) ? it : []));
  return blocks.length === peers.length ? blocks[0] : undefined;
}

/** Node networks are private: any other CIDR block is meant for addresses outside. */
function mayHoldNodes({ cidr }: BlockPeer): boolean {
  const parsed = parseCidr(cidr.value);
  return parsed.ok && (isWholeFamily(parsed.cidr) || PRIVATE_NETWORKS.some((it) => overlaps(it, parsed.cidr)));
}

/** The API server and etcd may be outside the cluster, with a single address. */
function portOf({ cidr }: BlockPeer, { traffic }: Allowance): number | undefined {
  const isWide = !/\/(32|128)$/.test(cidr.value);
  return [...LISTENERS.keys()].find(
    (port) => hasPort(traffic, "TCP", port) && (isWide || port === 10250 || port === 9100),
  );
}

function reachesNodes(subject: SubjectOf, port: number, view: View): boolean {
  const allows = (policy: Policy): boolean =>
    view.allowances(policy).some(({ by, anyPeer, traffic }) => {
      if (by.direction !== "egress" || by.verdict !== "allow" || !hasPort(traffic, "TCP", port)) return false;
      return anyPeer || peersOf(by.reading).some(isForNodes);
    });
  const pods = view.selectedBy(subject.policy, subject.part);
  return pods.length > 0
    ? pods.every((pod) => view.policiesOn(pod, "egress").some(allows))
    : anyPolicyForSamePods(view, subject, allows) === "tied";
}

function isForNodes(peer: PeerReading): boolean {
  return peer.type === "nodes" || (peer.type === "entity" && WITH_NODES.has(peer.name.value));
}
