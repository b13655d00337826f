/** Several CIDR blocks in one string (NP1406): splits it into one peer for each. */

import type { View } from "../../analysis/view.js";
import { type Site, sameSite } from "../../base/source.js";
import { parseCidr } from "../../model/ip.js";
import { type BlockPeer, type PeerList, rulesOf } from "../../model/reading.js";
import type { BadValue } from "../../model/shape-problem.js";
import { systemOf } from "../../systems/kinds.js";
import type { PieceWriter } from "../../systems/policy-writer.js";
import type { FixOffer } from "../rule.js";

/** A peer for each block of `10.0.0.0/8, 192.168.0.0/16`; undefined if the peer has exceptions, which belong to one. */
export function splitBlocks({ at, text = "" }: BadValue, view: View): FixOffer | undefined {
  const [first = "", ...others] = text.split(",").map((it) => it.trim());
  if (others.length === 0 || ![first, ...others].every((it) => parseCidr(it).ok)) return undefined;
  const written = blockAt(at, view);
  if (written === undefined || written.block.except.length > 0) return undefined;
  const { list, pieces } = written;
  return {
    title: `Split into ${others.length + 1} peers`,
    edit: (editor) => {
      editor.set(at, first);
      for (const cidr of others) {
        const peer = pieces.blockPeer(cidr, list);
        if (peer !== undefined) editor.append(list.at, peer);
      }
    },
  };
}

/** The peer whose block is written at the site, with the list that it is in. */
function blockAt(
  site: Site,
  { scope }: View,
): { readonly block: BlockPeer; readonly list: PeerList; readonly pieces: PieceWriter } | undefined {
  for (const { reading, object } of scope.policies) {
    for (const list of rulesOf(reading).flatMap((it) => it.peers)) {
      const block = list.peers.find((it) => it.type === "block" && sameSite(it.cidr.at, site));
      if (block?.type === "block") return { block, list, pieces: systemOf(object).pieces };
    }
  }
  return undefined;
}
