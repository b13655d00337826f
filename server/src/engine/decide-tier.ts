/** The rules of one tier for one peer: what they decide of the traffic that arrives, what they pass on, what they leave. */

import {
  conditionOf,
  type Condition,
  type Decision,
  type Fork,
  type Match,
  notDenied,
  type Outcome,
} from "./outcome.js";
import type { Tier } from "./program.js";
import { difference, intersection, isEmpty, NO_TRAFFIC, type Traffic, union } from "./traffic.js";

export interface TierInput {
  readonly tier: Tier;
  /** In order of precedence; only policies with a matching rule. */
  readonly policies: readonly (readonly Match[])[];
  readonly arrived: Traffic;
  /** False where all that the allow rules allow would pass without them. */
  readonly admits: boolean;
  /** What becomes of traffic that the tier passes on. */
  readonly passedOn: (traffic: Traffic) => Outcome;
}

/** What is decided on a condition, in the order in which the rules come. */
export type Conditional =
  | ({ readonly type: "condition" } & Condition)
  | ({ readonly type: "fork"; readonly rule: Match["rule"] } & Fork);

export interface TierResult {
  /** What no rule decided. */
  readonly rest: Traffic;
  readonly allowed: Traffic;
  readonly ambiguous: Traffic;
  readonly passed: Traffic;
  readonly decisions: readonly Decision[];
  readonly conditionals: readonly Conditional[];
  /** As in `Outcome`. */
  readonly admittedBy: readonly Match[];
  readonly deniedBy: readonly Match[];
}

export function decideTier(input: TierInput): TierResult {
  return new TierRun(input);
}

/** The state while the rules are applied one after another; at the end it is the result. */
class TierRun implements TierResult {
  rest: Traffic;
  allowed = NO_TRAFFIC;
  ambiguous = NO_TRAFFIC;
  passed = NO_TRAFFIC;
  readonly decisions: Decision[] = [];
  readonly conditionals: Conditional[] = [];
  readonly admittedBy: Match[] = [];
  readonly deniedBy: Match[] = [];
  #denied = NO_TRAFFIC;
  /** Allowed on a condition. */
  #conditional = NO_TRAFFIC;
  readonly #input: TierInput;
  readonly #held: Held;

  constructor(input: TierInput) {
    this.#input = input;
    this.#held = heldTraffic(input.policies);
    this.rest = input.arrived;
    for (const group of tieGroups(input.policies)) {
      if (group.length > 1) this.#applyTied(group);
      else for (const match of group[0] ?? []) this.#apply(match, input.tier.unordered !== true);
    }
    if (input.tier.unordered === true) this.#share(input.policies.flat());
  }

  /** @param shares Whether the rule is to be noted with what it decides. */
  #apply(match: Match, shares: boolean): void {
    const { rule } = match;
    if (rule.verdict === "log") return;
    const hit = intersection(this.rest, effective(match, this.#held));
    if (isEmpty(hit)) return;
    const when = conditionOf(match);
    if (when === undefined) {
      this.#decide(rule.verdict, hit, match);
      if (shares) this.#note(match, hit);
      return;
    }
    if (rule.verdict === "allow") {
      this.#conditional = union(this.#conditional, hit);
      this.conditionals.push({ type: "condition", traffic: hit, when, rule });
      if (shares) this.#note(match, hit);
    } else {
      const then = rule.verdict === "pass" ? this.#input.passedOn(hit) : undefined;
      this.conditionals.push({ type: "fork", match, rule, traffic: hit, when, then });
    }
    if (rule.refine?.onMiss === "deny") this.#decide("deny", hit, match);
  }

  #decide(verdict: "allow" | "deny" | "pass", hit: Traffic, match: Match): void {
    this.rest = difference(this.rest, hit);
    if (verdict === "allow") this.allowed = union(this.allowed, hit);
    if (verdict === "deny") this.#denied = union(this.#denied, hit);
    if (verdict === "pass") this.passed = union(this.passed, hit);
    const counts = verdict !== "allow" || this.#input.admits;
    this.decisions.push(
      counts ? { by: "rule", traffic: hit, verdict, match } : { by: "default", traffic: hit, verdict },
    );
  }

  #note(match: Match, traffic: Traffic): void {
    if (isEmpty(traffic)) return;
    if (match.rule.verdict === "allow" && this.#input.admits) this.admittedBy.push({ ...match, traffic });
    if (match.rule.verdict === "deny" && conditionOf(match) === undefined) this.deniedBy.push({ ...match, traffic });
  }

  /** Any of the policies may be the one that is applied: what they decide alike is decided, the rest is ambiguous. */
  #applyTied(group: readonly (readonly Match[])[]): void {
    const own = group.flatMap((matches) => ownParts(matches, this.rest));
    const [allow, deny, pass] = (["allow", "deny", "pass"] as const).map((verdict) =>
      own.reduce((all, it) => (it.rule.verdict === verdict ? union(all, it.traffic) : all), NO_TRAFFIC),
    ) as [Traffic, Traffic, Traffic];
    const before = { allowed: this.allowed, denied: this.#denied };
    const opposed = intersection(allow, deny);
    const doubtful = difference(intersection(pass, union(allow, deny)), opposed);
    this.#decideAmbiguous(opposed, own);
    if (!isEmpty(doubtful)) this.#decideDoubtful(doubtful, own);
    for (const matches of group) for (const match of matches) this.#apply(match, false);
    const allowed = difference(this.allowed, before.allowed);
    const denied = difference(this.#denied, before.denied);
    for (const it of own) {
      const conditional = conditionOf(it) !== undefined;
      const decided = it.rule.verdict === "deny" ? denied : conditional ? union(allowed, this.#conditional) : allowed;
      this.#note(it, intersection(it.traffic, decided));
    }
  }

  /** One policy decides, another passes on: they agree where what comes after decides alike. */
  #decideDoubtful(doubtful: Traffic, own: readonly Match[]): void {
    const onwards = this.#input.passedOn(doubtful);
    const denied = difference(doubtful, notDenied(onwards));
    for (const match of own) {
      const { verdict } = match.rule;
      const agreed = verdict === "allow" ? onwards.allowed : verdict === "deny" ? denied : NO_TRAFFIC;
      if (conditionOf(match) !== undefined || (verdict !== "allow" && verdict !== "deny")) continue;
      const hit = intersection(intersection(this.rest, doubtful), intersection(match.traffic, agreed));
      if (!isEmpty(hit)) this.#decide(verdict, hit, match);
    }
    this.#decideAmbiguous(intersection(this.rest, doubtful), own);
  }

  #decideAmbiguous(traffic: Traffic, own: readonly Match[]): void {
    if (isEmpty(traffic)) return;
    this.rest = difference(this.rest, traffic);
    this.ambiguous = union(this.ambiguous, traffic);
    const matches = own.filter((it) => !isEmpty(intersection(it.traffic, traffic)));
    this.decisions.push({ by: "tie", traffic, verdict: "ambiguous", tier: this.#input.tier, matches });
  }

  /** Of an unordered tier: each rule counts, whichever comes first. */
  #share(matches: readonly Match[]): void {
    const admitted = union(this.allowed, this.#conditional);
    for (const match of matches) {
      if (match.rule.verdict === "allow" && !this.#input.admits) continue;
      const decided = match.rule.verdict === "deny" ? this.#denied : admitted;
      this.#note(match, intersection(effective(match, this.#held), decided));
    }
  }
}

/** Traffic whose refinement is not lifted by wider rules, and by rules for the same ports. */
interface Held {
  readonly fromWider: Traffic;
  readonly fromSamePorts: Traffic;
}

function heldTraffic(policies: TierInput["policies"]): Held {
  let fromWider = NO_TRAFFIC;
  let fromSamePorts = NO_TRAFFIC;
  for (const matches of policies) {
    for (const { rule, traffic } of matches) {
      if (rule.refine?.withstands === "wider") fromWider = union(fromWider, traffic);
      if (rule.refine?.withstands === "same-ports") fromSamePorts = union(fromSamePorts, traffic);
    }
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

/** What each rule of one policy decides of the traffic: the first that matches. */
function ownParts(matches: readonly Match[], traffic: Traffic): Match[] {
  const parts: Match[] = [];
  let left = traffic;
  for (const match of matches) {
    if (match.rule.verdict === "log") continue;
    const hit = intersection(left, match.traffic);
    if (isEmpty(hit)) continue;
    parts.push({ ...match, traffic: hit });
    left = difference(left, hit);
  }
  return parts;
}
