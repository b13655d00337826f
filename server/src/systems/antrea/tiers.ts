/** Antrea's tiers: those that every cluster has (pkg/controller/networkpolicy/tier.go), and those that objects define. */

import type { ResourceObject } from "../../model/scope.js";
import { NETWORK_POLICIES, type PlacedPolicy } from "../placed.js";
import type { OwnTier } from "../system.js";
import { type AntreaPolicy, isTier } from "./model.js";

export const DEFAULT_TIER = "application";
export const BASELINE_TIER = "baseline";

/** By name, with their priorities: lower is evaluated first. */
export const STATIC_TIERS: Readonly<Record<string, number>> = {
  emergency: 50,
  securityops: 100,
  networkops: 150,
  platform: 200,
  application: 250,
  baseline: 253,
};

/** Older releases wrote them with capitals, in this way alone (crd_utils.go, `getTierPriority`). */
const CAPITALIZED = ["Emergency", "SecurityOps", "NetworkOps", "Platform", "Application", "Baseline"];

/** Priority at which ClusterNetworkPolicies of the tier Admin are evaluated among Antrea's own. */
const OF_ADMIN = 220;
/** `PlacedPolicy.order` of the tier Admin, around which tiers of users and those of every cluster are. */
const ORDER_OF_ADMIN = -999_000;
/** Behind NetworkPolicies and before the tier Baseline. */
const ORDER_OF_BASELINE = 8_000_000;

/** The tier's name as the cluster has it. */
export function tierNameOf({ tier }: Pick<AntreaPolicy, "tier">): string {
  const name = tier?.value ?? "";
  if (name === "") return DEFAULT_TIER;
  return CAPITALIZED.includes(name) ? name.toLowerCase() : name;
}

export function isBuiltIn(name: string): boolean {
  return Object.hasOwn(STATIC_TIERS, name);
}

const PREFIX = "Antrea tier";

/** Ids of other systems' tiers have no brackets, or other words. */
function idOf(name: string): string {
  return `${PREFIX} (${name})`;
}

/** True for the id of one of Antrea's tiers. */
export function isOwnTier(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** What no rule matches goes on, and `Pass` skips all that is left before NetworkPolicies. */
function tierAt(name: string, priority: number): OwnTier {
  const id = idOf(name);
  return priority === STATIC_TIERS[BASELINE_TIER]
    ? { id, order: ORDER_OF_BASELINE, onNoMatch: "pass" }
    : { id, order: ORDER_OF_ADMIN + priority - OF_ADMIN, onNoMatch: "pass", passTo: NETWORK_POLICIES };
}

export const OWN_TIERS: readonly OwnTier[] = Object.entries(STATIC_TIERS).map(([name, priority]) =>
  tierAt(name, priority),
);

export interface Place {
  readonly at: Pick<PlacedPolicy, "tier" | "definition" | "isOrdered">;
  /** What must hold for the policy to be in the tier at all, which no manifest tells. */
  readonly when?: string;
}

/** Before all others: on a condition, it does not matter where the tier is. */
const UNKNOWN_PRIORITY = 0;

export function placeOf(policy: AntreaPolicy, resources: () => readonly ResourceObject[]): Place {
  const name = tierNameOf(policy);
  const isOrdered = true;
  if (isBuiltIn(name)) return { at: { tier: idOf(name), isOrdered } };
  const object = resources()
    .filter(isTier)
    .find((it) => it.meta.name?.value === name);
  const priority = object?.priority?.value;
  const definition = tierAt(name, priority ?? UNKNOWN_PRIORITY);
  const at = { tier: definition.id, definition, isOrdered } as const;
  return priority === undefined ? { at, when: `the tier \`${name}\` decides first` } : { at };
}

/** The last places of a number, below what anybody writes: rules of equal priority go by their index (agent, priority.go). */
const STEP = 2 ** -38;

/** The place of a rule in its tier. */
export function orderOf(priority: number, index: number): number {
  return priority + index * STEP;
}
