/**
 * Antrea: where the policy API's policies are among its own tiers, and where their `Pass` leads
 * (antrea-io/antrea, docs/cluster-network-policy.md, docs/admin-network-policy.md, docs/design/ovs-pipeline.md at fc70f2bb).
 */

import { type CniProfile, REPLACED } from "../cni-profile.js";
import { ADMIN, NETWORK_POLICIES, type PlacedPolicy } from "../placed.js";
import type { OwnTier } from "../system.js";
import { standardProfile, standardTiers } from "./standard.js";

/** AdminNetworkPolicies come after all of Antrea's tiers but the last, ClusterNetworkPolicies between two of them. */
const AFTER_OWN_TIERS: OwnTier = { id: "admin (AdminNetworkPolicy)", order: -1, onNoMatch: "pass" };

/** What is passed on by a tier before NetworkPolicies is theirs, whatever tiers are between. */
export const tiersOf: CniProfile["tiersOf"] = (placed) =>
  standardTiers(placed.map(movedBehind)).map((it) => (it.id === ADMIN ? { ...it, passTo: NETWORK_POLICIES } : it));

function movedBehind(placed: PlacedPolicy): PlacedPolicy {
  const isOfFirstVersion = placed.tier === ADMIN && placed.policy.source?.kind === "AdminNetworkPolicy";
  return isOfFirstVersion ? { ...placed, tier: AFTER_OWN_TIERS.id, definition: AFTER_OWN_TIERS } : placed;
}

export const ANTREA: CniProfile = standardProfile({ serviceAddresses: REPLACED, tiersOf });
