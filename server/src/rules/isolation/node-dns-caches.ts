/** DNS caches on nodes, and rules for DNS that do not allow pods to reach them (NP1214). */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { type Cidr, formatCidr, overlaps, parseCidr } from "../../model/ip.js";
import { type PeerList, type PeerReading, peersOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { allowsDns, listsPorts } from "../evidence/dns-rules.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { readNetworks } from "../evidence/written-blocks.js";

/** Names of the DaemonSet in Kubernetes' add-on and in kubespray. */
const NAMES: ReadonlySet<string> = new Set(["node-local-dns", "nodelocaldns"]);
/** The address at which it listens by default. */
const USUAL_ADDRESS = "169.254.20.10";
const LINK_LOCAL = readNetworks(["169.254.0.0/16", "fe80::/10"]);
/** Entities that include the pod's own node. */
const WITH_NODE: ReadonlySet<string> = new Set(["host", "all", "cluster", "cluster-mesh"]);

export interface MissedCache {
  readonly peers: PeerList;
  readonly cache: Workload;
  /** Its own address on the node, and whether its arguments say so. */
  readonly address: string;
  readonly isKnown: boolean;
}

/** A cache on each node, and where pods ask it. */
interface Cache extends Pick<MissedCache, "cache" | "address" | "isKnown"> {
  /** Blocks with one of them may be for it. */
  readonly networks: readonly Cidr[];
}

/** One per part of the policy, at its first rule for DNS pods. */
export function* missedCaches(policy: Policy, view: View): Iterable<MissedCache> {
  const cache = view.memo(cacheIn);
  if (cache === undefined) return;
  for (const subject of subjectsOf(policy)) {
    const rule = view.allowances(policy).find((it) => isForDnsPods(it, subject, view));
    const [peers] = rule?.by.reading.peers ?? [];
    if (peers === undefined || !isMissed(subject, cache, view)) continue;
    yield { peers, cache: cache.cache, address: cache.address, isKnown: cache.isKnown };
  }
}

/** Only a cache that uses the host network: otherwise it is a pod like any other. */
function cacheIn({ scope }: View): Cache | undefined {
  const daemons = scope.workloads.filter((it) => it.kind === "DaemonSet" && it.hostNetwork);
  const cache =
    daemons.find((it) => it.object.cacheAddresses !== undefined) ?? daemons.find((it) => NAMES.has(it.name));
  if (cache === undefined) return undefined;
  // It may listen at the address of the DNS Service too, where it takes what pods send there.
  const written = readNetworks(cache.object.cacheAddresses?.map((it) => (it.includes(":") ? `${it}/128` : `${it}/32`)));
  const own = written.find((it) => LINK_LOCAL.some((network) => overlaps(network, it)));
  const address = own === undefined ? undefined : formatCidr(own).split("/")[0];
  return {
    cache,
    address: address ?? USUAL_ADDRESS,
    isKnown: address !== undefined,
    networks: address === undefined ? [...LINK_LOCAL, ...written] : written,
  };
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

function isMissed({ policy, part }: SubjectOf, cache: Cache, view: View): boolean {
  const pods = view.selectedBy(policy, part).filter((it) => view.dns(it).isolated);
  return (
    pods.length > 0 &&
    !pods.some((pod) =>
      view.policiesOn(pod, "egress").some((it) => view.allowances(it).some((rule) => mayReachCache(rule, cache, view))),
    )
  );
}

function mayReachCache(allowance: Allowance, cache: Cache, view: View): boolean {
  if (!allowsDns(allowance, view, ["UDP"])) return false;
  return allowance.anyPeer || peersOf(allowance.by.reading).some((it) => mayBeCache(it, cache));
}

function mayBeCache(peer: PeerReading, { networks }: Cache): boolean {
  if (peer.type === "pods" || peer.type === "name" || peer.type === "service") return false;
  if (peer.type === "entity") return WITH_NODE.has(peer.name.value);
  if (peer.type !== "block") return true;
  const parsed = parseCidr(peer.cidr.value);
  const except = readNetworks(peer.except.map((it) => it.value));
  return (
    parsed.ok && networks.some((it) => overlaps(parsed.cidr, it) && !except.some((excepted) => overlaps(excepted, it)))
  );
}
