/** Finds the item of a policy in which a value stands, so that a mend may add to the item or to its list. */

import { type Site, sameSite } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type CiliumItem, type CiliumPort, itemsOf } from "../../systems/cilium/model.js";
import { DIRECTIONS } from "../../model/direction.js";
import { type Peer, type PortItem, rulesOf } from "../../systems/kubernetes/model.js";

export interface Written<T> {
  readonly item: T;
  /** The list that the item is in. */
  readonly list: Site;
}

/** Every item of `ports` of the NetworkPolicies in sight, each with its list. */
export function portItems(view: View): Written<PortItem>[] {
  return policyRules(view).flatMap(({ ports }) =>
    (ports?.ports ?? []).map((item) => ({ item, list: ports?.at ?? item.at })),
  );
}

/** Every item of `from` and `to` of the NetworkPolicies in sight, each with its list. */
export function peerItems(view: View): Written<Peer>[] {
  return policyRules(view).flatMap(({ peers }) =>
    (peers?.peers ?? []).map((item) => ({ item, list: peers?.at ?? item.at })),
  );
}

/** The item of `ports` whose `port` is written at the site. */
export function portItemAt(view: View, port: Site): Written<PortItem> | undefined {
  return portItems(view).find(({ item }) => item.port !== undefined && sameSite(item.port.at, port));
}

/** Every item of the four lists of the Cilium policies in sight. */
export function ciliumItems(view: View): CiliumItem[] {
  return view.scope.policies.flatMap(({ object }) => (object.system === "cilium" ? object.specs.flatMap(itemsOf) : []));
}

/** Every item of `ports` of the Cilium policies in sight. */
export function ciliumPorts(view: View): CiliumPort[] {
  return ciliumItems(view).flatMap(({ toPorts }) => (toPorts?.items ?? []).flatMap((it) => it.ports?.ports ?? []));
}

function policyRules(view: View) {
  return view.scope.policies.flatMap(({ object }) =>
    object.system === "kubernetes" ? DIRECTIONS.flatMap((direction) => rulesOf(object, direction)) : [],
  );
}
