/** The order of tiers that the texts of the APIs describe, and that most CNIs follow: Admin, NetworkPolicy, Baseline. */

import { compareTexts } from "../../base/compare.js";
import { type CompiledPolicy, NEXT_TIER, type Tier } from "../../engine/program.js";
import { EVERYTHING } from "../../engine/traffic-set.js";
import { BY_THE_TEXT, type CniProfile } from "../cni-profile.js";
import { inPhase, NETWORK_POLICIES, type PlacedPolicy, rankText } from "../placed.js";
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

const OWN_NODE_TIER: Tier = {
  id: "own-node",
  policies: [OWN_NODE.policy],
  onNoMatch: "pass",
  passTo: NEXT_TIER,
};

/** @throws Error for a tier that no system's record has, and no object defines. */
export function standardTiers(placed: readonly PlacedPolicy[]): readonly Tier[] {
  const isOrdered = placed.some((it) => it.isOrdered === true);
  const known = [NETWORK_POLICY_TIER, ...SYSTEMS.flatMap((it): readonly OrderedTier[] => it.tiers ?? [])];
  const tiers = new Map<string, OrderedTier>(known.map((it) => [it.id, it]));
  for (const { definition } of placed) if (definition !== undefined) tiers.set(definition.id, definition);
  const byTier = new Map<string, PlacedPolicy[]>([...tiers.keys()].map((id) => [id, []]));
  // Where the order of policies counts, they may be before NetworkPolicies, and the exemption is before all of them.
  if (!isOrdered) byTier.get(NETWORK_POLICIES)?.push(OWN_NODE);
  for (const it of placed) {
    const tier = byTier.get(it.tier);
    if (tier === undefined) throw new Error(`no system has the tier ${it.tier} in the \`tiers\` of its record`);
    tier.push(it);
  }
  const passedTo = new Set(placed.flatMap((it) => tiers.get(it.tier)?.passTo ?? []));
  const inOrder = [...tiers.values()]
    .sort((a, b) => a.order - b.order || compareTexts(a.id, b.id))
    .flatMap(({ id, order: _, ...tier }): Tier[] => {
      const own = byTier.get(id) ?? [];
      const isUnordered = tier.unordered === true && !own.some((it) => it.isOrdered === true);
      // Policies of an unordered tier stay as they come.
      const byRank = (a: PlacedPolicy, b: PlacedPolicy): number =>
        a.order - b.order || (isUnordered ? 0 : compareTexts(rankText(a), rankText(b)));
      const policies = [...own].sort(byRank).map((it) => it.policy);
      const { onNoMatch, passTo = NEXT_TIER } = tier;
      // Where traffic is passed to a tier, what is before it is skipped, whether or not the tier has policies.
      return policies.length === 0 && !passedTo.has(id)
        ? []
        : [{ id, policies, passTo, onNoMatch, ...(isUnordered ? { unordered: true } : {}) }];
    });
  return isOrdered ? [OWN_NODE_TIER, ...inOrder] : inOrder;
}

/** A profile that follows the policy API's text but where it says otherwise. */
export function standardProfile(own: Partial<CniProfile>): CniProfile {
  return { blocksMatchPods: true, tiered: BY_THE_TEXT, ignores: () => undefined, tiersOf: standardTiers, ...own };
}
