/** Tells peers that are one selector for pods and namespaces from those that have a selector for each. */

import { partOf, type Site } from "../../base/source.js";
import { type PodsPeer, termsOf } from "../../model/reading.js";

/** True where the peer itself is a selector, whose keys alone tell pods and namespaces apart: Cilium's. */
export function isSelectorItself({ at, selector }: PodsPeer): boolean {
  return selector !== undefined && selector.at.node === at.node;
}

/** The key of the selector that says the most; of a peer that is a selector itself, the first key in it. */
export function peerSite(peer: PodsPeer): Site {
  if (isSelectorItself(peer)) {
    const keys = termsOf(peer).map((it) => it.requirement.key.at);
    return keys.reduce((first, it) => (it.node < first.node ? it : first), keys[0] ?? peer.at);
  }
  const { selector, namespaces } = peer;
  const written = selector ?? (typeof namespaces === "string" ? peer : namespaces);
  return partOf(written.at, "key");
}
