/** Reads out of a Cilium policy what a mend needs: a range written as one text, an item that falls into two. */

import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { partOf, sameSite, type Site } from "../../base/source.js";
import { atLeast } from "../../base/version.js";
import type { View } from "../../analysis/view.js";
import type { BadValue } from "../../model/shape-problem.js";
import { ciliumItems, ciliumPorts } from "./cilium-policies.js";

export interface WrittenRange {
  readonly first: number;
  readonly last: number;
  /** The item of `ports`. */
  readonly item: Site;
}

/** The range in a port's text, where the target version has `endPort` (since 1.16) and the item has none yet. */
export function writtenRange({ fault, text = "", at }: BadValue, view: View): WrittenRange | undefined {
  if (fault.is !== "malformed" || fault.flaw !== "range" || !atLeast(ciliumVersionOf(view.settings), 1, 16))
    return undefined;
  const [first = 0, last = 0] = text.split("-").map(Number);
  if (!(first >= 1 && first <= last && last <= 65535)) return undefined;
  const port = ciliumPorts(view).find((it) => it.port !== undefined && sameSite(it.port.at, at));
  return port === undefined || port.endPort !== undefined ? undefined : { first, last, item: port.at };
}

export interface Halves {
  /** The entry that begins the second half. */
  readonly second: Site;
  /** The peers, which both halves need. */
  readonly peers?: Site;
}

/** How an item with ports and ICMP types falls into two (CP-9): where its peers are named in one way at most. */
export function halvesOf({ fault, at }: BadValue, view: View): Halves | undefined {
  if (fault.about !== "ICMP beside ports") return undefined;
  const item = ciliumItems(view).find((it) => it.toPorts?.at.node === at.node || it.icmps?.at.node === at.node);
  if (item === undefined || item.authentication !== undefined || item.peers.length > 1) return undefined;
  const [peers] = item.peers;
  const second = partOf(at, "pair");
  return peers === undefined ? { second } : { second, peers: partOf(peers.at, "pair") };
}
