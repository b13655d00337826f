/** A peer of a NetworkPolicy with addresses and selectors (NP1405): where to split it. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import { networkPolicies } from "./network-policies.js";

/** The entry that separates addresses and selectors; undefined if they are mixed. */
export function secondHalf(ipBlock: Site, view: View): Site | undefined {
  const rules = networkPolicies(view).flatMap((policy) => DIRECTIONS.flatMap((it) => rulesOf(policy, it)));
  const peer = rules.flatMap((it) => it.peers?.peers ?? []).find((it) => it.ipBlock?.at.node === ipBlock.node);
  const selectors = [peer?.podSelector, peer?.namespaceSelector].flatMap((it) => (it === undefined ? [] : [it.at]));
  const first = selectors.toSorted((a, b) => a.node - b.node)[0];
  if (first === undefined) return undefined;
  if (selectors.every((it) => it.node < ipBlock.node)) return partOf(ipBlock, "pair");
  return selectors.every((it) => it.node > ipBlock.node) ? partOf(first, "pair") : undefined;
}
