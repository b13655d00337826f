/** Tiers of Calico, those that every cluster has and those that objects define (felix/calc/policy_sorter.go). */

import type { ResourceObject } from "../../../model/scope.js";
import { ADMIN, BASELINE, besideNetworkPolicies, NETWORK_POLICIES, type PlacedPolicy } from "../../placed.js";
import type { OwnTier } from "../../system.js";
import { type CalicoPolicy, DEFAULT_TIER, isTier } from "../model.js";

/** Of the tier `default`, in which NetworkPolicies are. */
export const ORDER_OF_DEFAULT = 1_000_000;
export const ORDER_OF_NETWORK_POLICIES = 1000;
/** Behind all that have an order. */
const LAST = Number.MAX_VALUE;

/** True for a tier that clusters have without a manifest. */
export function isBuiltIn(tier: string): boolean {
  return tier === DEFAULT_TIER || Object.hasOwn(SHARED, tier) || OPERATOR_TIERS.some((it) => it.id === idOf(tier));
}

/** Tiers that the policy API's policies are in, under their names in Calico of all versions. */
const SHARED: Readonly<Record<string, string>> = {
  "kube-admin": ADMIN,
  adminnetworkpolicy: ADMIN,
  "kube-baseline": BASELINE,
  baselineadminnetworkpolicy: BASELINE,
};

/** The operator's own, which clusters have without a manifest: up to 3.31, and from 3.32. */
export const OPERATOR_TIERS: readonly OwnTier[] = ["allow-tigera", "calico-system"].map((name) => ({
  id: idOf(name),
  order: 100 - ORDER_OF_DEFAULT,
  onNoMatch: "deny",
}));

/** Ids of other systems' tiers have no brackets. */
function idOf(name: string): string {
  return `tier (${name})`;
}

export type Place = Pick<PlacedPolicy, "tier" | "definition" | "isOrdered">;

/** The tier of a policy. One that does not exist is behind all others, and denies at its end. */
export function placeOf({ tier }: CalicoPolicy, resources: () => readonly ResourceObject[]): Place {
  const name = tier?.value ?? DEFAULT_TIER;
  if (name === DEFAULT_TIER) return { tier: NETWORK_POLICIES, isOrdered: true };
  const shared = Object.hasOwn(SHARED, name) ? SHARED[name] : undefined;
  if (shared !== undefined) return { tier: shared, isOrdered: true };
  const id = idOf(name);
  const object = resources()
    .filter(isTier)
    .find((it) => it.meta.name?.value === name);
  if (object !== undefined) {
    const onNoMatch = object.defaultAction?.value === "Pass" ? "pass" : "deny";
    const order = object.order === undefined ? LAST : object.order.value - ORDER_OF_DEFAULT;
    return { tier: id, isOrdered: true, definition: { id, order, onNoMatch } };
  }
  if (OPERATOR_TIERS.some((it) => it.id === id)) return { tier: id, isOrdered: true };
  return { tier: id, isOrdered: true, definition: { id, order: Number.POSITIVE_INFINITY, onNoMatch: "deny" } };
}

/** What happens at the end of the tier to traffic of pods that a policy selects. */
export function endsWith({ tier, definition }: Place): OwnTier["onNoMatch"] {
  if (definition !== undefined) return definition.onNoMatch;
  return tier === ADMIN || tier === BASELINE ? "pass" : "deny";
}

/** The rank of a policy in its tier; the last one without an order. */
export function rankIn({ tier }: Place, { order }: Pick<CalicoPolicy, "order">): number {
  const rank = order?.value ?? LAST;
  return tier === NETWORK_POLICIES ? besideNetworkPolicies(rank, ORDER_OF_NETWORK_POLICIES) : rank;
}
