/** DNS caches on nodes, and rules for DNS that do not allow pods to reach them (NP1214). */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { overlaps } from "../../model/ip.js";
import { type PeerList, type PeerReading, peersOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { allowsDns, listsPorts } from "../evidence/dns-rules.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { readNetworks } from "../evidence/written-blocks.js";
import { parseCidr } from "../../model/ip.js";

/** Names of the DaemonSet in Kubernetes' add-on and in kubespray. */
const NAMES: ReadonlySet<string> = new Set(["node-local-dns", "nodelocaldns"]);
/** The address at which it listens by default. */
export const CACHE_ADDRESS = "169.254.20.10/32";
const [LINK_LOCAL] = readNetworks(["169.254.0.0/16"]);
/** Entities that include the pod's own node. */
const WITH_NODE: ReadonlySet<string> = new Set(["host", "all", "cluster", "cluster-mesh"]);

export interface MissedCache {
  readonly peers: PeerList;
  readonly cache: Workload;
}

/** One per part of the policy, at its first rule for DNS pods. */
export function* missedCaches(policy: Policy, view: View): Iterable<MissedCache> {
  const cache = view.memo(cacheIn);
  if (cache === undefined) return;
  for (const subject of subjectsOf(policy)) {
    const rule = view.allowances(policy).find((it) => isForDnsPods(it, subject, view));
    const [peers] = rule?.by.reading.peers ?? [];
    if (peers !== undefined && isMissed(subject, view)) yield { peers, cache };
  }
}

/** Only a cache that uses the host network: otherwise it is a pod like any other. */
function cacheIn({ scope }: View): Workload | undefined {
  return scope.workloads.find((it) => it.kind === "DaemonSet" && it.hostNetwork && NAMES.has(it.name));
}

function isForDnsPods(allowance: Allowance, { part }: SubjectOf, view: View): boolean {
  const { reading } = allowance.by;
  const peers = peersOf(reading);
  return (
    part.rules.includes(reading) &&
    listsPorts(allowance) &&
    allowsDns(allowance, view, ["UDP"]) &&
    peers.length > 0 &&
    peers.every((it) => it.type === "pods")
  );
}

function isMissed({ policy, part }: SubjectOf, view: View): boolean {
  const pods = view.selectedBy(policy, part).filter((it) => view.dns(it).isolated);
  return (
    pods.length > 0 &&
    !pods.some((pod) =>
      view.policiesOn(pod, "egress").some((it) => view.allowances(it).some((rule) => mayReachCache(rule, view))),
    )
  );
}

function mayReachCache(allowance: Allowance, view: View): boolean {
  if (!allowsDns(allowance, view, ["UDP"])) return false;
  return allowance.anyPeer || peersOf(allowance.by.reading).some(mayBeCache);
}

function mayBeCache(peer: PeerReading): boolean {
  if (peer.type === "pods" || peer.type === "name" || peer.type === "service") return false;
  if (peer.type === "entity") return WITH_NODE.has(peer.name.value);
  if (peer.type !== "block") return true;
  const parsed = parseCidr(peer.cidr.value);
  if (!parsed.ok || LINK_LOCAL === undefined || !overlaps(parsed.cidr, LINK_LOCAL)) return false;
  return !readNetworks(peer.except.map((it) => it.value)).some((it) => overlaps(it, LINK_LOCAL));
}
