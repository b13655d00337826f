/** Peers as several systems compile them: address blocks that match whoever has the address, and unions of sets. */

import type { AddressBlock, PeerSet } from "../engine/program.js";
import { hostCidr, overlaps, parseCidr, parseIp } from "../model/ip.js";
import { PRIVATE_NETWORKS } from "../model/private-networks.js";

/**
 * Addresses are compared as they are: those of pods and nodes count as any. Whether pods have public ones is left to what is
 * known of the network.
 * @param text A block, or an address alone.
 */
export function anyoneIn(text: string, exceptions: readonly string[] = []): AddressBlock[] {
  const parsed = parseCidr(text);
  const address = parsed.ok ? undefined : parseIp(text);
  const cidr = parsed.ok ? parsed.cidr : address && hostCidr(address);
  if (cidr === undefined) return [];
  const except = exceptions.map(parseCidr).flatMap((it) => (it.ok ? [it.cidr] : []));
  const mayHoldPods = PRIVATE_NETWORKS.some((it) => overlaps(it, cidr));
  return [{ cidr, except, matches: mayHoldPods ? "anyone" : "by-network" }];
}

/** Sets without limits of their own: the first that matches suffices. */
export function unionOfPeers(sets: readonly PeerSet[]): PeerSet {
  const [only, another] = sets;
  if (only !== undefined && another === undefined) return only;
  return {
    any: sets.some((it) => it.any === true),
    outside: sets.some((it) => it.outside === true),
    pods: sets.flatMap((it) => it.pods ?? []),
    blocks: sets.flatMap((it) => it.blocks ?? []),
    entities: sets.flatMap((it) => it.entities ?? []),
    perhaps: sets.flatMap((it) => it.perhaps ?? []),
    names: sets.flatMap((it) => it.names ?? []),
    learntNames: sets.flatMap((it) => it.learntNames ?? []),
  };
}
