/** Finds empty rules and lists of both APIs that do another thing than their policy says: `- {}` opens in one and closes in the other. */

import { partOf, type Site } from "../../base/source.js";
import type { CiliumItem, CiliumPolicy, CiliumSpec } from "../../systems/cilium/model.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import { type NetworkPolicy, type PolicyRule, rulesOf } from "../../systems/kubernetes/model.js";
import { type Intent, intentOf, speaksOf } from "../evidence/intent.js";

/** What is at odds; the rule that reports it finds the words. */
export type AtOdds = {
  readonly at: Site;
  readonly direction: Direction;
} & (
  | {
      /** Says deny and admits everyone. */
      readonly type: "denies-but-admits-all";
    }
  | {
      /** Says allow and admits no one: there are no rules. */
      readonly type: "allows-but-has-no-rules";
    }
  | {
      /** An empty rule of a NetworkPolicy that leaves the others nothing to add. */
      readonly type: "others-are-void";
      readonly others: readonly Site[];
    }
  | {
      /** Says allow, and its empty items deny everything, as they do in a Cilium policy. */
      readonly type: "empty-item-denies";
    }
  | {
      /** Says deny, and its empty list does nothing, as it does in a Cilium policy. */
      readonly type: "empty-list-does-nothing";
    }
  | {
      /** Says default deny, and admits every pod of the namespace, or of the cluster. */
      readonly type: "denies-but-admits-pods";
      readonly clusterwide: boolean;
    }
);

/** @param name The policy's name in its scope. */
export function oddsInNetworkPolicy(object: NetworkPolicy, name: string): AtOdds[] {
  const intent = intentOf(name);
  const isolated = DIRECTIONS.filter((it) => object.isolates[it] !== undefined);
  const opens = (it: Direction) => rulesOf(object, it).some(admitsAll);
  const found: AtOdds[] = [];
  for (const direction of isolated) {
    const rules = rulesOf(object, direction);
    const open = rules.find(admitsAll);
    if (open === undefined) continue;
    // A name that speaks of no direction is at odds only when nothing is denied at all.
    const contradicts = intent.directions.length > 0 ? intent.directions.includes(direction) : isolated.every(opens);
    if (intent.denies && !intent.partial && contradicts) {
      found.push({ type: "denies-but-admits-all", at: open.at, direction });
    } else if (rules.length > 1) {
      const others = rules.filter((it) => it !== open).map((it) => it.at);
      found.push({ type: "others-are-void", at: open.at, direction, others });
    }
  }
  const [first] = isolated;
  if (intent.allows && first !== undefined && isolated.every((it) => rulesOf(object, it).length === 0)) {
    const direction = isolated.find((it) => intent.directions.includes(it)) ?? first;
    // Rules of a direction that is not listed are another mistake.
    if (DIRECTIONS.every((it) => rulesOf(object, it).length === 0)) {
      const list = object[direction]?.at;
      const at = list === undefined ? (object.isolates[direction] ?? object.specAt) : partOf(list, "key");
      found.push({ type: "allows-but-has-no-rules", at, direction });
    }
  }
  return found;
}

/** A null item is left to the rule about nulls. */
function admitsAll({ peers, ports, isNull }: PolicyRule): boolean {
  return !isNull && (peers?.peers.length ?? 0) === 0 && (ports?.ports.length ?? 0) === 0;
}

/** @param name The policy's name in its scope; with several specs it says nothing about each. */
export function oddsInCilium(object: CiliumPolicy, name: string): AtOdds[] {
  const single = object.specs.length === 1;
  return object.specs.flatMap((spec) => {
    const texts = [...(single ? [name] : []), ...(spec.description === undefined ? [] : [spec.description.value])];
    return oddsInSpec(spec, texts.map(intentOf), object.clusterwide);
  });
}

function oddsInSpec(spec: CiliumSpec, intents: readonly Intent[], clusterwide: boolean): AtOdds[] {
  const denies = intents.some((it) => it.denies) && !intents.some((it) => it.allows);
  const allows = intents.some((it) => it.allows) && !intents.some((it) => it.denies);
  const partial = intents.some((it) => it.partial);
  const isAboutDefault = intents.some((it) => it.byDefault || it.all);
  const speaks = (direction: Direction) => intents.every((it) => speaksOf(it, direction));
  const lists = DIRECTIONS.flatMap((direction) => {
    const list = spec[direction];
    return list === undefined ? [] : [{ direction, list }];
  });
  const hasDenyRules = [spec.ingressDeny, spec.egressDeny].some((it) => (it?.items.length ?? 0) > 0);
  const admitsNothing = lists.every(({ list }) => list.items.every(isEmpty));
  const found: AtOdds[] = [];
  for (const { direction, list } of lists) {
    const [item, ...others] = list.items;
    if (item === undefined) {
      if (denies && speaks(direction)) {
        found.push({ type: "empty-list-does-nothing", at: partOf(list.at, "key"), direction });
      }
    } else if (isEmpty(item)) {
      if (allows && !hasDenyRules && admitsNothing && speaks(direction) && others.every(isEmpty)) {
        found.push({ type: "empty-item-denies", at: item.at, direction });
      }
    } else if (denies && !partial && !hasDenyRules && speaks(direction) && others.length === 0) {
      const peer = item.peers.length === 1 && isAllPorts(item) ? item.peers[0] : undefined;
      if (peer?.type === "entities" && peer.entities.some((it) => it.value === "all")) {
        found.push({ type: "denies-but-admits-all", at: partOf(peer.at, "key"), direction });
      } else if (peer?.type === "endpoints" && isAboutDefault) {
        const every = peer.selectors.find((it) => it.requirements.length === 0);
        if (every !== undefined) found.push({ type: "denies-but-admits-pods", at: every.at, direction, clusterwide });
      }
    }
  }
  return found;
}

function isEmpty({ peers, toPorts, icmps }: CiliumItem): boolean {
  return peers.length === 0 && toPorts === undefined && icmps === undefined;
}

function isAllPorts({ toPorts, icmps }: CiliumItem): boolean {
  return (toPorts?.items.length ?? 0) === 0 && icmps === undefined;
}
