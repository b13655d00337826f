/** Tells peers with one selector for pods and namespaces from peers with a selector for each. */

import { partOf, type Site } from "../../base/source.js";
import { type PodsPeer, termsOf } from "../../model/reading.js";

/** True if the peer itself is a selector, and only its keys tell pods and namespaces apart, as in Cilium. */
export function isSelectorItself({ at, selector }: PodsPeer): boolean {
  return selector !== undefined && selector.at.node === at.node;
}

/** The key of the most specific selector; for a peer that is a selector itself, its first key. */
export function peerSite(peer: PodsPeer): Site {
  if (isSelectorItself(peer)) {
    const keys = termsOf(peer).map((it) => it.requirement.key.at);
    return keys.reduce((first, it) => (it.node < first.node ? it : first), keys[0] ?? peer.at);
  }
  const { selector, namespaces } = peer;
  const written = selector ?? (typeof namespaces === "string" ? peer : namespaces);
  return partOf(written.at, "key");
}
