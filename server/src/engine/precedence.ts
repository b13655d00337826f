/** Which of two rules is evaluated first, whatever they match: by tier, rank in the tier, and place in the policy. */

import { DIRECTIONS } from "../model/direction.js";
import type { RuleRef } from "./answers.js";
import type { Program, Tier } from "./program.js";

interface Place {
  readonly stage: number;
  readonly tier: number;
  readonly unordered: boolean;
  /** Equal for policies of equal rank. */
  readonly rank: number;
  readonly policy: RuleRef["policy"];
  /** In the policy. */
  readonly index: number;
}

export class Precedence {
  readonly #places = new Map<RuleRef["reading"], Place>();

  constructor({ stages }: Program) {
    for (const [stage, { tiers }] of stages.entries()) {
      for (const [tier, it] of tiers.entries()) this.#enter(stage, tier, it);
    }
  }

  #enter(stage: number, tier: number, { policies, unordered = false }: Tier): void {
    let rank = 0;
    let last: number | undefined;
    for (const policy of policies) {
      if (policy.tieGroup === undefined || policy.tieGroup !== last) rank++;
      last = policy.tieGroup;
      for (const direction of DIRECTIONS) {
        for (const [index, { ref }] of (policy[direction]?.rules ?? []).entries()) {
          // A rule may be in the program in several parts; the first is the one that decides.
          if (ref === undefined || this.#places.has(ref.reading)) continue;
          this.#places.set(ref.reading, { stage, tier, unordered, rank, policy: ref.policy, index });
        }
      }
    }
  }

  /**
   * True when, for whatever both match, the first rule decides and the other one is not asked. False for rules of equal rank,
   * and where order says nothing; there a denial goes first.
   */
  isBefore(first: RuleRef, other: RuleRef): boolean {
    const [a, b] = [this.#places.get(first.reading), this.#places.get(other.reading)];
    if (a === undefined || b === undefined || a.stage !== b.stage || first.direction !== other.direction) return false;
    if (a.tier !== b.tier) return a.tier < b.tier;
    if (a.unordered) return first.verdict === "deny" && other.verdict !== "deny";
    // Where each rule has a rank of its own, its index says nothing.
    return a.rank === b.rank ? a.policy === b.policy && a.index < b.index : a.rank < b.rank;
  }
}
