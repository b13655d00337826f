/** The rules of one tier for one peer: what they decide of the traffic that arrives, what they pass on, what they leave. */

import {
  conditionOf,
  type Condition,
  DENIED,
  type Decision,
  type Fork,
  type Match,
  notDenied,
  type Outcome,
} from "./outcome.js";
import { holds, type When } from "./conditions.js";
import type { Tier } from "./program.js";
import { difference, includes, intersection, isEmpty, NO_TRAFFIC, type Traffic, union } from "./traffic.js";

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
export type Conditional = ({ readonly type: "condition" } & Condition) | ({ readonly type: "fork" } & Fork);

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

/** By a tier whose rules do not match the peer; all that arrives is its rest. */
export const NOTHING_DECIDED: Omit<TierResult, "rest"> = {
  allowed: NO_TRAFFIC,
  ambiguous: NO_TRAFFIC,
  passed: NO_TRAFFIC,
  decisions: [],
  conditionals: [],
  admittedBy: [],
  deniedBy: [],
};

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
    const ordered = input.tier.unordered !== true;
    for (const group of tieGroups(input.policies)) {
      if (group.length > 1) this.#applyTied(group);
      else for (const match of group[0] ?? []) this.#apply(match, ordered);
    }
    if (!ordered) for (const matches of input.policies) this.#share(matches);
  }

  /** @param shares Whether the rule is to be noted with what it decides. */
  #apply(match: Match, shares: boolean): void {
    const { rule } = match;
    if (rule.verdict === "log") return;
    if (rule.refine?.isNeverMet === true) return;
    const hit = intersection(this.rest, effective(match, this.#held));
    if (isEmpty(hit)) return;
    if (shares) this.#note(match, hit);
    const when = conditionOf(match);
    if (when === undefined) this.#decide(rule.verdict, hit, match);
    else if (rule.verdict === "allow") this.#allowIf(when, hit, match);
    else {
      const then = rule.verdict === "pass" ? this.#input.passedOn(hit) : DENIED;
      this.conditionals.push({ type: "fork", match, traffic: hit, when, then });
    }
  }

  #allowIf(when: When, hit: Traffic, match: Match): void {
    const { rule, provided } = match;
    this.#conditional = union(this.#conditional, hit);
    if (rule.refine?.onMiss !== "deny") this.conditionals.push({ type: "condition", traffic: hit, when, rule });
    else if (provided === undefined) {
      this.conditionals.push({ type: "condition", traffic: hit, when, rule });
      this.#decide("deny", hit, match);
    } else {
      // Only if the rule matches at all is what the deeper match refuses denied.
      const conditional = [{ traffic: hit, when: [holds(rule.refine.when)], rule }];
      const decisions: Decision[][] = [[{ by: "rule", verdict: "deny", traffic: hit, match }]];
      const then = { ...DENIED, conditional, decisions };
      this.conditionals.push({ type: "fork", match, traffic: hit, when: provided, then });
    }
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
    const policies = group.map((matches) => ownParts(matches, this.rest));
    const own = policies.flat();
    const opposed = disputed(policies, (a, b) => a !== "pass" && b !== "pass");
    this.#decideAmbiguous(opposed, own);
    const doubtful = difference(
      disputed(policies, (a, b) => a === "pass" || b === "pass"),
      opposed,
    );
    if (!isEmpty(doubtful)) this.#decideDoubtful(doubtful, own);
    const before = { allowed: this.allowed, denied: this.#denied };
    for (const matches of group) for (const match of matches) this.#apply(match, false);
    const allowed = union(difference(this.allowed, before.allowed), this.#conditional);
    const denied = difference(this.#denied, before.denied);
    for (const { match, traffic } of own) {
      this.#note(match, intersection(traffic, match.rule.verdict === "deny" ? denied : allowed));
    }
  }

  /** One policy decides, another passes on: they agree where what comes after decides alike, and no condition is in it. */
  #decideDoubtful(doubtful: Traffic, own: readonly OwnPart[]): void {
    const onwards = this.#input.passedOn(doubtful);
    const certain = own.reduce(
      (all, it) => (conditionOf(it.match) === undefined ? all : difference(all, it.traffic)),
      doubtful,
    );
    const agreed = { allow: onwards.allowed, deny: difference(doubtful, notDenied(onwards)), pass: NO_TRAFFIC };
    for (const { match, traffic, verdict } of own) {
      const share = intersection(certain, intersection(traffic, agreed[verdict]));
      const hit = intersection(this.rest, share);
      if (!isEmpty(hit)) this.#decide(verdict, hit, match);
      this.#note(match, share);
    }
    this.#decideAmbiguous(intersection(this.rest, doubtful), own, onwards);
  }

  #decideAmbiguous(traffic: Traffic, own: readonly OwnPart[], onwards?: Outcome): void {
    if (isEmpty(traffic)) return;
    this.rest = difference(this.rest, traffic);
    this.ambiguous = union(this.ambiguous, traffic);
    const matches = own
      .filter((it) => !isEmpty(intersection(it.traffic, traffic)))
      .map((it) => ({ ...it.match, traffic: it.traffic }));
    const { tier } = this.#input;
    const more = onwards === undefined ? {} : { onwards };
    this.decisions.push({ by: "tie", traffic, verdict: "ambiguous", tier, matches, ...more });
  }

  /** Of an unordered tier: each rule counts, whichever comes first. */
  #share(matches: readonly Match[]): void {
    const admitted = isEmpty(this.#conditional) ? this.allowed : union(this.allowed, this.#conditional);
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
  readonly fromAll: Traffic;
  /** Each refinement's own traffic that is held from all others. */
  readonly each: readonly Traffic[];
}

function heldTraffic(policies: TierInput["policies"]): Held {
  let fromWider = NO_TRAFFIC;
  let fromSamePorts = NO_TRAFFIC;
  const each: Traffic[] = [];
  for (const matches of policies) {
    for (const { rule, traffic } of matches) {
      if (rule.refine?.withstands === "wider") fromWider = union(fromWider, traffic);
      if (rule.refine?.withstands === "same-ports") fromSamePorts = union(fromSamePorts, traffic);
      if (rule.refine?.withstands === "all") each.push(traffic);
    }
  }
  return { fromWider, fromSamePorts, fromAll: each.reduce(union, NO_TRAFFIC), each };
}

/** What an allowance still decides beside refinements that withstand it. */
function effective(match: Match, held: Held): Traffic {
  const { rule, traffic, exact } = match;
  if (rule.verdict !== "allow" || rule.refine?.withstands === "all") return traffic;
  // What the system itself allows needs no rule.
  const heldFromIt =
    rule.ref === undefined ? NO_TRAFFIC : rule.lifts === true ? heldFromPart(traffic, held) : held.fromAll;
  let kept = isEmpty(heldFromIt) ? traffic : difference(traffic, heldFromIt);
  if (rule.refine !== undefined) return kept;
  if (!isEmpty(held.fromWider)) kept = union(difference(kept, held.fromWider), intersection(exact, held.fromWider));
  if (!isEmpty(held.fromSamePorts)) kept = difference(kept, intersection(exact, held.fromSamePorts));
  return kept;
}

/** Refinements for no more than the traffic are not lifted by a rule for it. */
function heldFromPart(traffic: Traffic, { each }: Held): Traffic {
  return each.filter((it) => includes(traffic, it)).reduce(union, NO_TRAFFIC);
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

/** What a rule decides within its own policy, on a condition or without. */
interface OwnPart {
  readonly match: Match;
  readonly traffic: Traffic;
  readonly verdict: "allow" | "deny" | "pass";
}

function ownParts(matches: readonly Match[], traffic: Traffic): OwnPart[] {
  const parts: OwnPart[] = [];
  let left = traffic;
  for (const match of matches) {
    const { verdict, refine } = match.rule;
    const hit = intersection(left, match.traffic);
    if (verdict === "log" || isEmpty(hit)) continue;
    parts.push({ match, traffic: hit, verdict });
    const refusesRest = refine?.onMiss === "deny";
    if (refusesRest) parts.push({ match, traffic: hit, verdict: "deny" });
    if (refusesRest || conditionOf(match) === undefined) left = difference(left, hit);
  }
  return parts;
}

/** Traffic that one policy decides one way and another one the other way. */
function disputed(
  policies: readonly (readonly OwnPart[])[],
  asked: (a: OwnPart["verdict"], b: OwnPart["verdict"]) => boolean,
): Traffic {
  let traffic = NO_TRAFFIC;
  for (const [index, own] of policies.entries()) {
    for (const a of own) {
      for (const b of policies.slice(index + 1).flat()) {
        if (a.verdict === b.verdict || !asked(a.verdict, b.verdict)) continue;
        traffic = union(traffic, intersection(a.traffic, b.traffic));
      }
    }
  }
  return traffic;
}
