/** The decision for one peer: ordered tiers of matching rules in, allowed, conditional and denied traffic out, with who decided. */

import type { Direction } from "../model/direction.js";
import type { CompiledPolicy, CompiledRule, Stage, Tier } from "./program.js";
import { NEXT_TIER } from "./program.js";
import {
  ALL_TRAFFIC,
  difference,
  equalTraffic,
  includes,
  intersection,
  isEmpty,
  NO_TRAFFIC,
  type Traffic,
  union,
} from "./traffic.js";

/** A rule whose peers include the peer in question, with its ports resolved for this pair. */
export interface Match {
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
  readonly traffic: Traffic;
  /** The part of `traffic` written as single ports. */
  readonly exact: Traffic;
  /** In words, what must hold of the peer for the match; missing when the match is certain. */
  readonly provided?: string;
}

/** The policies of a tier that select the subject, with the rules that match the peer. */
export interface TierMatches {
  readonly tier: Tier;
  readonly isolatedBy: readonly CompiledPolicy[];
  /** In order of precedence; only policies with a matching rule. */
  readonly policies: readonly (readonly Match[])[];
}

/** Traffic that is allowed where a condition holds that the engine does not evaluate. */
export interface Condition {
  readonly traffic: Traffic;
  readonly when: string;
  readonly rule: CompiledRule;
}

export interface Outcome {
  /** True when some tier isolates the subject in this direction. */
  readonly isolated: boolean;
  readonly isolatedBy: readonly CompiledPolicy[];
  readonly allowed: Traffic;
  /** Disjoint from `allowed`. */
  readonly conditional: readonly Condition[];
  /** Policies of equal rank disagree about it. Disjoint from `allowed`. */
  readonly ambiguous: Traffic;
  /** Allow rules that admit some of the allowed or conditional traffic, also where another one does already. */
  readonly admittedBy: readonly Match[];
  /** Deny rules that take some of the traffic. */
  readonly deniedBy: readonly Match[];
  /** Which part each rule was the first to decide: the regions of the partition. */
  readonly regions: readonly Region[];
}

export interface Region {
  readonly traffic: Traffic;
  readonly verdict: "allow" | "deny" | "pass";
  /** Missing: the end of a tier or the default decided. */
  readonly match?: Match;
  readonly tier?: string;
}

/** Where nothing selects the subject. */
export const OPEN: Outcome = {
  isolated: false,
  isolatedBy: [],
  allowed: ALL_TRAFFIC,
  conditional: [],
  ambiguous: NO_TRAFFIC,
  admittedBy: [],
  deniedBy: [],
  regions: [{ traffic: ALL_TRAFFIC, verdict: "allow" }],
};

/** Runs the tiers of one stage in order (engine-model: set form of the semantics). */
export function decide(stage: Stage, direction: Direction, tiers: readonly TierMatches[]): Outcome {
  const run = new Run();
  // What arrives at each tier undecided; the last entry is what is left to the default.
  const inbox: Traffic[] = [ALL_TRAFFIC, ...tiers.map(() => NO_TRAFFIC)];
  const send = (traffic: Traffic, to: number): void => {
    inbox[to] = union(inbox[to] ?? NO_TRAFFIC, traffic);
  };
  for (const [index, matches] of tiers.entries()) {
    const arrived = inbox[index] ?? NO_TRAFFIC;
    if (isEmpty(arrived)) continue;
    const passed: Traffic[] = [];
    const left = run.tier(matches, arrived, passed);
    const named = tiers.findIndex((it, at) => at > index && it.tier.id === matches.tier.passTo);
    const target = matches.tier.passTo === NEXT_TIER || named < 0 ? index + 1 : named;
    for (const traffic of passed) send(traffic, target);
    if (matches.isolatedBy.length > 0 && matches.tier.onNoMatch !== "pass") {
      run.end(left, matches.tier.onNoMatch, matches.tier.id);
    } else send(left, index + 1);
  }
  run.end(inbox[tiers.length] ?? NO_TRAFFIC, stage.defaults[direction], undefined);
  return run.outcome(tiers.flatMap((it) => it.isolatedBy));
}

/** The state of one decision. */
class Run {
  #allowed = NO_TRAFFIC;
  #ambiguous = NO_TRAFFIC;
  readonly #conditions: Condition[] = [];
  /** Deny rules with a condition: what is allowed of their traffic holds only while the condition does not. */
  readonly #unless: Condition[] = [];
  readonly #admitted: Match[] = [];
  readonly #denied: Match[] = [];
  readonly #regions: Region[] = [];

  /** Returns what the tier's rules leave undecided. */
  tier({ tier, policies }: TierMatches, arrived: Traffic, passed: Traffic[]): Traffic {
    const held = heldTraffic(policies.flat());
    let rest = arrived;
    const candidates: { match: Match; traffic: Traffic }[] = [];
    let allowedHere = NO_TRAFFIC;
    let deniedHere = NO_TRAFFIC;
    const apply = (matches: readonly Match[]): void => {
      for (const match of matches) {
        const traffic = effective(match, held);
        const hit = intersection(rest, traffic);
        const { rule } = match;
        if (rule.verdict === "log") continue;
        candidates.push({ match, traffic });
        const when = conditionOf(match);
        if (when !== undefined) {
          if (rule.verdict === "allow") this.#conditions.push({ traffic: hit, when, rule });
          if (rule.verdict === "deny") this.#unless.push({ traffic: hit, when, rule });
          if (rule.refine?.onMiss === "deny") {
            rest = difference(rest, hit);
            deniedHere = union(deniedHere, hit);
          }
          continue;
        }
        if (isEmpty(hit)) continue;
        rest = difference(rest, hit);
        this.#regions.push({ traffic: hit, verdict: rule.verdict, match, tier: tier.id });
        if (rule.verdict === "allow") allowedHere = union(allowedHere, hit);
        if (rule.verdict === "deny") deniedHere = union(deniedHere, hit);
        if (rule.verdict === "pass") passed.push(hit);
      }
    };
    for (const group of tieGroups(policies)) {
      const disputed = group.length === 1 ? NO_TRAFFIC : disputedTraffic(group, rest);
      this.#ambiguous = union(this.#ambiguous, disputed);
      rest = difference(rest, disputed);
      for (const matches of group) apply(matches);
    }
    this.#allowed = union(this.#allowed, allowedHere);
    const conditional = this.#conditions.reduce((all, it) => union(all, it.traffic), NO_TRAFFIC);
    for (const { match, traffic } of candidates) {
      const { verdict } = match.rule;
      if (verdict === "allow" && !isEmpty(intersection(traffic, union(allowedHere, conditional))))
        this.#admitted.push(match);
      if (verdict === "deny" && conditionOf(match) === undefined && !isEmpty(intersection(traffic, deniedHere))) {
        this.#denied.push(match);
      }
    }
    return rest;
  }

  /** Decides what no rule did. */
  end(traffic: Traffic, verdict: "allow" | "deny", tier: string | undefined): void {
    if (isEmpty(traffic)) return;
    if (verdict === "allow") this.#allowed = union(this.#allowed, traffic);
    this.#regions.push({ traffic, verdict, ...(tier === undefined ? {} : { tier }) });
  }

  outcome(isolatedBy: readonly CompiledPolicy[]): Outcome {
    const conditional: Condition[] = [];
    for (const condition of this.#conditions) {
      const traffic = difference(difference(condition.traffic, this.#allowed), this.#ambiguous);
      if (!isEmpty(traffic)) conditional.push({ ...condition, traffic });
    }
    let allowed = this.#allowed;
    for (const condition of this.#unless) {
      const traffic = intersection(this.#allowed, condition.traffic);
      if (isEmpty(traffic)) continue;
      allowed = difference(allowed, traffic);
      conditional.push({ ...condition, traffic, when: `not ${condition.when}` });
    }
    return {
      isolated: isolatedBy.length > 0,
      isolatedBy,
      allowed,
      conditional,
      ambiguous: this.#ambiguous,
      admittedBy: this.#admitted,
      deniedBy: this.#denied,
      regions: this.#regions,
    };
  }
}

function conditionOf({ rule, provided }: Match): string | undefined {
  const words = [rule.refine?.when, provided].filter((it) => it !== undefined);
  return words.length === 0 ? undefined : words.join(" and ");
}

/** Traffic whose refinement is not lifted by wider rules, and by rules for the same ports. */
interface Held {
  readonly fromWider: Traffic;
  readonly fromSamePorts: Traffic;
}

function heldTraffic(matches: readonly Match[]): Held {
  let fromWider = NO_TRAFFIC;
  let fromSamePorts = NO_TRAFFIC;
  for (const { rule, traffic } of matches) {
    if (rule.refine?.withstands === "wider") fromWider = union(fromWider, traffic);
    if (rule.refine?.withstands === "same-ports") fromSamePorts = union(fromSamePorts, traffic);
  }
  return { fromWider, fromSamePorts };
}

/** What an unrefined allowance still decides beside refinements that withstand it. */
function effective(match: Match, held: Held): Traffic {
  const { rule, traffic, exact } = match;
  if (rule.verdict !== "allow" || rule.refine !== undefined) return traffic;
  let kept = traffic;
  if (!isEmpty(held.fromWider)) kept = union(difference(kept, held.fromWider), intersection(exact, held.fromWider));
  if (!isEmpty(held.fromSamePorts)) kept = difference(kept, intersection(exact, held.fromSamePorts));
  return kept;
}

/** Neighbouring policies of equal rank together; every other policy alone. */
function tieGroups(policies: readonly (readonly Match[])[]): (readonly (readonly Match[])[])[] {
  const groups: (readonly Match[])[][] = [];
  let last: number | undefined;
  for (const matches of policies) {
    const tie = matches[0]?.policy.tieGroup;
    const group = groups.at(-1);
    if (tie !== undefined && tie === last && group !== undefined) group.push(matches);
    else groups.push([matches]);
    last = tie;
  }
  return groups;
}

/** Traffic that one policy of the group decides otherwise than another. */
function disputedTraffic(group: readonly (readonly Match[])[], rest: Traffic): Traffic {
  const verdicts = ["allow", "deny", "pass"] as const;
  const decided = group.map((matches) => {
    const parts = { allow: NO_TRAFFIC, deny: NO_TRAFFIC, pass: NO_TRAFFIC };
    let left = rest;
    for (const { rule, traffic } of matches) {
      if (rule.verdict === "log") continue;
      const hit = intersection(left, traffic);
      parts[rule.verdict] = union(parts[rule.verdict], hit);
      left = difference(left, hit);
    }
    return parts;
  });
  let disputed = NO_TRAFFIC;
  for (const a of decided) {
    for (const b of decided) {
      for (const x of verdicts) {
        for (const y of verdicts) {
          if (x !== y) disputed = union(disputed, intersection(a[x], b[y]));
        }
      }
    }
  }
  return disputed;
}

/** Both must allow: two stages, or the two ends of a flow. */
export function combine(a: Outcome, b: Outcome): Pick<Outcome, "allowed" | "conditional" | "ambiguous"> {
  const allowed = intersection(a.allowed, b.allowed);
  const conditional: Condition[] = [];
  const add = (traffic: Traffic, when: string, rule: CompiledRule): void => {
    if (!isEmpty(traffic)) conditional.push({ traffic, when, rule });
  };
  for (const it of a.conditional) add(intersection(it.traffic, b.allowed), it.when, it.rule);
  for (const it of b.conditional) add(intersection(it.traffic, a.allowed), it.when, it.rule);
  for (const x of a.conditional) {
    for (const y of b.conditional) add(intersection(x.traffic, y.traffic), `${x.when} and ${y.when}`, x.rule);
  }
  const open = (it: Outcome): Traffic =>
    it.conditional.reduce((all, one) => union(all, one.traffic), union(it.allowed, it.ambiguous));
  const ambiguous = difference(union(intersection(a.ambiguous, open(b)), intersection(b.ambiguous, open(a))), allowed);
  return { allowed, conditional, ambiguous };
}

/** Equal in what passes; who decided may differ. */
export function sameTraffic(a: Outcome, b: Outcome): boolean {
  return (
    equalTraffic(a.allowed, b.allowed) &&
    equalTraffic(a.ambiguous, b.ambiguous) &&
    a.conditional.length === b.conditional.length &&
    a.conditional.every((it) =>
      b.conditional.some((other) => other.when === it.when && includes(other.traffic, it.traffic)),
    )
  );
}
