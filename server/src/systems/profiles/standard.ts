/** Admin, NetworkPolicy, Baseline: the order of tiers that the policy API describes, and that most CNIs follow. */

import { type CompiledPolicy, NEXT_TIER, type Tier } from "../../engine/program.js";
import { EVERYTHING } from "../../engine/traffic-set.js";
import { BY_THE_TEXT, type CniProfile } from "../cni-profile.js";
import { inPhase, type PlacedPolicy, type StandardTier } from "../placed.js";

/** Only a NetworkPolicy isolates, so only its tier decides what no rule of it matches. */
const TIERS: readonly (Pick<Tier, "onNoMatch" | "unordered"> & { readonly id: StandardTier })[] = [
  { id: "admin", onNoMatch: "pass" },
  { id: "network-policy", onNoMatch: "deny", unordered: true },
  { id: "baseline", onNoMatch: "pass" },
];

/** Connections into a pod from the node that it runs on are allowed, unless a rule denies them (KS-14, CS-16). */
const OWN_NODE = inPhase("own-node", {
  subject: [[]],
  ingress: {
    isolates: false,
    rules: [{ verdict: "allow", peers: { entities: ["host"] }, traffic: EVERYTHING }],
  },
} satisfies CompiledPolicy);

/** @throws Error for a tier that the profile does not know: a system has one that no profile places. */
export function standardTiers(placed: readonly PlacedPolicy[]): readonly Tier[] {
  const byTier = new Map<string, PlacedPolicy[]>(
    TIERS.map(({ id }) => [id, id === "network-policy" ? [OWN_NODE] : []]),
  );
  for (const it of placed) {
    const tier = byTier.get(it.tier);
    if (tier === undefined) throw new Error(`no profile places the tier ${it.tier}`);
    tier.push(it);
  }
  return TIERS.flatMap(({ id, ...tier }) => {
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
