/** What a decision comes to: allowed, conditional and ambiguous traffic, and who decided each part of it. */

import { type bothHold, eachHolds, holds, inWords, type When } from "./conditions.js";
import type { CompiledPolicy, CompiledRule, Tier } from "./program.js";
import { ALL_TRAFFIC, equalTraffic, intersection, isEmpty, NO_TRAFFIC, type Traffic, union } from "./traffic.js";

/** A rule whose peers include the peer in question, with its ports resolved for this pair. */
export interface Match {
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
  readonly tier: Tier;
  readonly traffic: Traffic;
  /** The part of `traffic` written as single ports. */
  readonly exact: Traffic;
  /** What must hold of the peer for the match; missing when the match is certain. */
  readonly provided?: When;
}

/** What the match hangs on that is not evaluated; undefined for a certain match. */
export function conditionOf({ rule, provided }: Match): When | undefined {
  if (rule.refine === undefined && provided === undefined) return undefined;
  return [...(rule.refine === undefined ? [] : [holds(rule.refine.when)]), ...(provided ?? [])];
}

/** Traffic that is allowed where a condition holds that the engine does not evaluate. */
export interface Condition {
  readonly traffic: Traffic;
  readonly when: When;
  /** Undefined where no rule allows it: a policy without rules selects the pods on the condition, or leaves them alone. */
  readonly rule: CompiledRule | undefined;
}

/** What passes, without who decided. The three are disjoint; the rest is denied. */
export interface Passing {
  readonly allowed: Traffic;
  /** The same traffic may be in several: each of their conditions is enough. */
  readonly conditional: readonly Condition[];
  /** Policies of equal rank disagree about it. */
  readonly ambiguous: Traffic;
}

export interface Outcome extends Passing {
  /** Policies that isolate the subject in this direction, whatever the tier. */
  readonly isolatedBy: readonly CompiledPolicy[];
  /**
   * Allow rules, each with the traffic that it had a share in allowing, be it on a condition; in an unordered tier also
   * what another one allows already. None where all would pass without them.
   */
  readonly admittedBy: readonly Match[];
  /** Deny rules, each with the traffic that it had a share in denying. */
  readonly deniedBy: readonly Match[];
  /** For each stage, in the order in which it was decided. */
  readonly decisions: readonly (readonly Decision[])[];
  readonly forks: readonly Fork[];
}

/**
 * What gave a part of the traffic its verdict where no condition holds. The parts of one stage are disjoint, apart from
 * what was passed on, which a later decision has too.
 */
export type Decision = { readonly traffic: Traffic } & (
  | { readonly by: "rule"; readonly verdict: "allow" | "deny" | "pass"; readonly match: Match }
  /**
   * Policies of equal rank disagree. Each rule is here with the traffic that it decides within its own policy, and what
   * becomes of the traffic if a policy that passes it on is the one that is applied.
   */
  | {
      readonly by: "tie";
      readonly verdict: "ambiguous";
      readonly tier: Tier;
      readonly matches: readonly Match[];
      readonly onwards?: Outcome;
    }
  | {
      readonly by: "end-of-tier";
      readonly verdict: "allow" | "deny";
      readonly tier: Tier;
      readonly isolatedBy: readonly CompiledPolicy[];
    }
  | { readonly by: "default"; readonly verdict: "allow" | "deny" }
);

/** Traffic that a rule passes on or denies where a condition holds that the engine does not evaluate. */
export interface Fork {
  readonly match: Match;
  readonly traffic: Traffic;
  readonly when: When;
  /** What becomes of the traffic where the condition holds. */
  readonly then: Outcome;
}

/** Where nothing selects the subject. */
export const OPEN: Outcome = {
  isolatedBy: [],
  allowed: ALL_TRAFFIC,
  conditional: [],
  ambiguous: NO_TRAFFIC,
  admittedBy: [],
  deniedBy: [],
  decisions: [[{ by: "default", traffic: ALL_TRAFFIC, verdict: "allow" }]],
  forks: [],
};

/** Where nothing passes, and no policy's going would help. */
export const DENIED: Outcome = { ...OPEN, allowed: NO_TRAFFIC, decisions: [] };

/** True where all is denied for certain. */
export function passesNothing({
  allowed,
  conditional,
  ambiguous,
}: Pick<Passing, "allowed" | "ambiguous"> & { readonly conditional: readonly unknown[] }): boolean {
  return conditional.length === 0 && isEmpty(allowed) && isEmpty(ambiguous);
}

/** All that is not denied for certain. */
export function notDenied({ allowed, conditional, ambiguous }: Passing): Traffic {
  return conditional.reduce((all, it) => union(all, it.traffic), union(allowed, ambiguous));
}

/**
 * Both must allow: two stages, or the two ends of a flow. A denial wins, then ambiguity; conditions add up.
 *
 * @param join Undefined where the two conditions never hold together.
 */
export function combine(a: Passing, b: Passing, join: typeof bothHold = eachHolds): Passing {
  const allowed = intersection(a.allowed, b.allowed);
  const conditional: Condition[] = [];
  const add = (traffic: Traffic, when: When | undefined, rule: CompiledRule | undefined): void => {
    if (when !== undefined && !isEmpty(traffic)) conditional.push({ traffic, when, rule });
  };
  for (const it of a.conditional) add(intersection(it.traffic, b.allowed), it.when, it.rule);
  for (const it of b.conditional) add(intersection(it.traffic, a.allowed), it.when, it.rule);
  for (const x of a.conditional) {
    for (const y of b.conditional) add(intersection(x.traffic, y.traffic), join(x.when, y.when), x.rule);
  }
  if (isEmpty(a.ambiguous) && isEmpty(b.ambiguous)) return { allowed, conditional, ambiguous: NO_TRAFFIC };
  const ambiguous = union(intersection(a.ambiguous, notDenied(b)), intersection(b.ambiguous, notDenied(a)));
  return { allowed, conditional, ambiguous };
}

/** Equal in what passes; who decided may differ, and so may how many rules set one condition. */
export function sameTraffic(a: Passing, b: Passing): boolean {
  if (!equalTraffic(a.allowed, b.allowed) || !equalTraffic(a.ambiguous, b.ambiguous)) return false;
  const [ours, theirs] = [byCondition(a), byCondition(b)];
  return (
    ours.size === theirs.size &&
    [...ours].every(([when, traffic]) => equalTraffic(theirs.get(when) ?? NO_TRAFFIC, traffic))
  );
}

function byCondition({ conditional }: Passing): ReadonlyMap<string, Traffic> {
  const traffic = new Map<string, Traffic>();
  for (const it of conditional) {
    const when = inWords(it.when);
    traffic.set(when, union(traffic.get(when) ?? NO_TRAFFIC, it.traffic));
  }
  return traffic;
}
