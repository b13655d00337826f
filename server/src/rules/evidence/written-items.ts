/** Finds the item of a policy in which a value is written, so that a fix may add to the item or to its list. */

import type { Site } from "../../base/source.js";
import { sameSite } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import { type BlockPeer, type PeerList, type PortList, type PortReading, rulesOf } from "../../model/reading.js";

export interface WrittenPort {
  readonly port: PortReading;
  readonly list: PortList;
}

export interface WrittenBlock {
  readonly policy: Policy;
  readonly block: BlockPeer;
  readonly list: PeerList;
}

/** The item of a list of ports whose number or name is written at the site. */
export function portAt(view: View, site: Site): WrittenPort | undefined {
  const rules = view.scope.policies.flatMap((it) => rulesOf(it.reading));
  for (const list of rules.flatMap((it) => it.ports)) {
    const port = list.ports.find((it) => it.port !== undefined && sameSite(it.port.at, site));
    if (port !== undefined) return { port, list };
  }
  return undefined;
}

/** The address block that is written at the site. */
export function blockAt(view: View, site: Site): WrittenBlock | undefined {
  for (const policy of view.scope.policies) {
    for (const list of rulesOf(policy.reading).flatMap((it) => it.peers)) {
      const block = list.peers.find((it) => it.type === "block" && sameSite(it.cidr.at, site));
      if (block?.type === "block") return { policy, block, list };
    }
  }
  return undefined;
}
