/** Whether two rules have the same peers, written the same way. */

import type { View } from "../../analysis/view.js";
import type { PlacedRule } from "../../model/peers.js";
import { type PeerReading, type RuleReading, termsOf } from "../../model/reading.js";
import { contentOf } from "../evidence/same-content.js";

/** The order and the source of labels do not matter. Peers only mean the same within one namespace. */
export function haveSamePeers(a: PlacedRule, b: PlacedRule, view: View): boolean {
  if (a.rule.peers.length === 0 && b.rule.peers.length === 0) return true;
  return a.namespace === b.namespace && view.memo(peersText, a.rule) === view.memo(peersText, b.rule);
}

function peersText({ peers }: RuleReading): string {
  const lists = peers.map((it) => `${it.key} ${it.peers.map(peerText).sort().join(" | ")}`);
  return lists.sort().join(" & ");
}

function peerText(peer: PeerReading): string {
  switch (peer.type) {
    case "pods": {
      const { namespaces } = peer;
      const terms = termsOf(peer).map(({ of, requirement: { key, operator, values } }) =>
        [of, key.value, operator, ...values.map((it) => it.value).sort()].join(" "),
      );
      return `${typeof namespaces === "string" ? namespaces : "named"}: ${terms.sort().join(" & ")}`;
    }
    case "unreadable":
      // What it matches is unknown, so no other peer is the same.
      return `unreadable ${peer.at.document} ${peer.at.node}`;
    default:
      return contentOf(peer);
  }
}
