/** A compiled policy and its place among those of all systems: what a profile puts in order. */

import type { CompiledPolicy } from "../engine/program.js";

/** The tier that every cluster has; others are those that systems have in their records. */
export const NETWORK_POLICIES = "network-policy";

export interface PlacedPolicy {
  /** `NETWORK_POLICIES`, or a tier of the policy's own system. */
  readonly tier: string;
  /** Its rank in the tier: lower is evaluated first. */
  readonly order: number;
  readonly policy: CompiledPolicy;
}

/**
 * The order in the tier that NetworkPolicies and Cilium's policies share: all denials, then the exemption of the pod's own
 * node, then all allowances, then what is refused of traffic that an allowance took to a proxy (KS-14, CS-15, CS-16, CS-18).
 */
export type Phase = "deny" | "own-node" | "allow" | "remainder";
const ORDER: Readonly<Record<Phase, number>> = { deny: 0, "own-node": 1, allow: 2, remainder: 3 };

/** A policy of the tier of NetworkPolicies. */
export function inPhase(phase: Phase, policy: CompiledPolicy): PlacedPolicy {
  return { tier: NETWORK_POLICIES, order: ORDER[phase], policy };
}
