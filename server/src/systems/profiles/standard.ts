/** The order of tiers that the texts of the APIs describe, and that most CNIs follow: Admin, NetworkPolicy, Baseline. */

import { type CompiledPolicy, NEXT_TIER, type Tier } from "../../engine/program.js";
import { EVERYTHING } from "../../engine/traffic-set.js";
import { BY_THE_TEXT, type CniProfile } from "../cni-profile.js";
import { inPhase, NETWORK_POLICIES, type PlacedPolicy } from "../placed.js";
import { SYSTEMS } from "../registry.js";
import type { OwnTier } from "../system.js";

type OrderedTier = OwnTier & Pick<Tier, "unordered">;

const NETWORK_POLICY_TIER: OrderedTier = { id: NETWORK_POLICIES, order: 0, onNoMatch: "deny", unordered: true };

/** Connections into a pod from the node that it runs on are allowed, unless a rule denies them (KS-14, CS-16). */
const OWN_NODE = inPhase("own-node", {
  subject: [[]],
  ingress: {
    isolates: false,
    rules: [{ verdict: "allow", peers: { entities: ["host"] }, traffic: EVERYTHING }],
  },
} satisfies CompiledPolicy);

/** @throws Error for a tier that no system's record has. */
export function standardTiers(placed: readonly PlacedPolicy[]): readonly Tier[] {
  const tiers = [NETWORK_POLICY_TIER, ...SYSTEMS.flatMap((it): readonly OrderedTier[] => it.tiers ?? [])];
  const byTier = new Map<string, PlacedPolicy[]>(
    tiers.map(({ id }) => [id, id === NETWORK_POLICIES ? [OWN_NODE] : []]),
  );
  for (const it of placed) {
    const tier = byTier.get(it.tier);
    if (tier === undefined) throw new Error(`no system has the tier ${it.tier} in the \`tiers\` of its record`);
    tier.push(it);
  }
  return tiers
    .sort((a, b) => a.order - b.order)
    .flatMap(({ id, order: _, ...tier }) => {
      // Policies of an unordered tier stay as they come.
      const byRank = (a: PlacedPolicy, b: PlacedPolicy): number =>
        a.order - b.order || (tier.unordered === true ? 0 : byName(a, b));
      const policies = [...(byTier.get(id) ?? [])].sort(byRank).map((it) => it.policy);
      return policies.length === 0 ? [] : [{ id, policies, passTo: NEXT_TIER, ...tier }];
    });
}

function byName(a: PlacedPolicy, b: PlacedPolicy): number {
  const [left, right] = [a.policy.source?.name ?? "", b.policy.source?.name ?? ""];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A profile that follows the policy API's text but where it says otherwise. */
export function standardProfile(own: Partial<CniProfile>): CniProfile {
  return { blocksMatchPods: true, tiered: BY_THE_TEXT, ignores: () => undefined, tiersOf: standardTiers, ...own };
}
