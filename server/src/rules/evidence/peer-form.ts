/** Tells peers that are one selector for pods and namespaces from those that have a selector for each. */

import type { PodsPeer } from "../../model/reading.js";

/** True where the peer itself is a selector, whose keys alone tell pods and namespaces apart: Cilium's. */
export function isSelectorItself({ at, selector }: PodsPeer): boolean {
  return selector !== undefined && selector.at.node === at.node;
}
