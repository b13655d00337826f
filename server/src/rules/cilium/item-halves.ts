/** Items of Cilium policies whose keys cannot be combined: how to split them (NP1502, NP1534). */

import type { View } from "../../analysis/view.js";
import { partOf } from "../../base/source.js";
import type { BadValue } from "../../model/shape-problem.js";
import { makeTwoItems } from "../evidence/fix-offers.js";
import type { FixOffer } from "../rule.js";
import { ciliumItems } from "./cilium-policies.js";

/** Two kinds of peers with nothing else but ports, which both halves need. */
export function splitPeerKinds({ at, fault }: BadValue, view: View): FixOffer | undefined {
  if (fault.is !== "several-of" || fault.present.length !== 2) return undefined;
  const item = ciliumItems(view).find(({ peers }) => peers.some((it) => it.at.node === at.node));
  if (item === undefined || item.icmps !== undefined || item.authentication !== undefined) return undefined;
  return makeTwoItems(partOf(at, "pair"), item.toPorts && partOf(item.toPorts.at, "pair"));
}

/** Ports and ICMP types (CP-9), with at most one kind of peers, which both halves need. */
export function splitPortsAndIcmp({ at, fault }: BadValue, view: View): FixOffer | undefined {
  if (fault.about !== "ICMP beside ports") return undefined;
  const item = ciliumItems(view).find((it) => it.toPorts?.at.node === at.node || it.icmps?.at.node === at.node);
  if (item === undefined || item.authentication !== undefined || item.peers.length > 1) return undefined;
  const [peers] = item.peers;
  return makeTwoItems(partOf(at, "pair"), peers && partOf(peers.at, "pair"));
}
