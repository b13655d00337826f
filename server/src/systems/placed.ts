/** A compiled policy and its place among those of all systems: what a profile puts in order. */

import type { CompiledPolicy } from "../engine/program.js";
import type { OwnTier } from "./system.js";

/** The tier that every cluster has; others are those that systems have in their records, or that objects define. */
export const NETWORK_POLICIES = "network-policy";
/** Tiers around it that policies of several systems may be in. */
export const ADMIN = "admin";
export const BASELINE = "baseline";

export interface PlacedPolicy {
  /** `NETWORK_POLICIES`, or another tier. */
  readonly tier: string;
  /** The tier itself, where objects of the workspace define it. */
  readonly definition?: OwnTier;
  /** Its rank in the tier: lower is evaluated first. */
  readonly order: number;
  readonly policy: CompiledPolicy;
  /** True where the policies of its tier are evaluated one after another, each rule deciding for itself. */
  readonly isOrdered?: true;
}

/** What decides between policies of equal order in one tier. */
export function rankText({ policy: { source } }: PlacedPolicy): string {
  return source === undefined ? "" : `${source.name}/${source.namespace ?? ""}/${source.kind}`;
}

/**
 * The order in the tier that NetworkPolicies and Cilium's policies share: all denials, then the exemption of the pod's own
 * node, then all allowances, then what is refused of traffic that an allowance took to a proxy (KS-14, CS-15, CS-16, CS-18).
 */
export type Phase = "deny" | "own-node" | "allow" | "remainder";
const ORDER: Readonly<Record<Phase, number>> = { deny: 0, "own-node": 1, allow: 2, remainder: 3 };

/** The place of a policy whose order is a number beside NetworkPolicies, which have that of the other argument. */
export function besideNetworkPolicies(order: number, ofNetworkPolicies: number): number {
  return ORDER.allow + order - ofNetworkPolicies;
}

/** A policy of the tier of NetworkPolicies. */
export function inPhase(phase: Phase, policy: CompiledPolicy): PlacedPolicy {
  return { tier: NETWORK_POLICIES, order: ORDER[phase], policy };
}
