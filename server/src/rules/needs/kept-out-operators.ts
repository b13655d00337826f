/** Pods of an operator on whose documented ports no rule lets an operator in another namespace in (NP1911). */

import { neededOfAll, type NeededConnection } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import { allowListOf, peersOf } from "../../model/reading.js";
import { nameSite, type Policy } from "../../model/scope.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";
import { isFor, nearestPolicy, rulesOn } from "./kept-out-calls.js";

export interface KeptOutOperator {
  readonly at: Site;
  readonly need: NeededConnection;
  /** `closed`: no rule allows the port. `own`: only to pods of the own namespace. */
  readonly way: "closed" | "own";
}

/** Each port of each workload once, at the policy that is closest to allowing it. */
export function* keptOutOperators(policy: Policy, view: View): Iterable<KeptOutOperator> {
  for (const part of policy.reading.parts) {
    if (part.isolates.ingress === undefined) continue;
    for (const need of neededOfAll(view.selectedBy(policy, part), view)) {
      if (need.to.object.managed === undefined) continue;
      // NP1902 reports on an operator of this workspace.
      if (need.caller !== "operator" || need.from.length > 0) continue;
      const way = wayOf(need, view);
      if (way === "open" || nearestPolicy(need, view) !== policy) continue;
      const list = allowListOf(part, "ingress");
      yield { at: list === undefined ? nameSite(policy) : partOf(list.at, "key"), need, way };
    }
  }
}

function wayOf({ to, protocol, port }: NeededConnection, view: View): KeptOutOperator["way"] | "open" {
  const rules = rulesOn(to, view);
  // Policies that allow nothing at all say nothing of who is meant to connect.
  const isUnknown = rules.length === 0 || rules.some((it) => isRanked(it.by.policy) || it.namedPorts.length > 0);
  if (isUnknown || mayUnreadAllow(view, to.namespace)) return "open";
  const own = rules.filter((it) => isFor(it, protocol, port));
  if (own.length === 0) return "closed";
  const isOfOthers = own.some(
    (it) => it.anyPeer || peersOf(it.by.reading).some((peer) => peer.type !== "pods" || peer.namespaces !== "own"),
  );
  return isOfOthers ? "open" : "own";
}
