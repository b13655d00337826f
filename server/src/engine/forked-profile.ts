/**
 * The rules that hold for pods of which some have a label, and others do not: one profile for each, and what they have in
 * common.
 */

import type { Policy } from "../model/scope.js";
import type { RuleRef } from "./answers.js";
import type { BitSet } from "./bit-set.js";
import { bothHold, holds, not, type When } from "./conditions.js";
import type { Condition, Match, Outcome } from "./outcome.js";
import type { PeerRegion, Profile } from "./profile.js";
import type { CompiledPolicy, CompiledRule } from "./program.js";
import { difference, intersection, isEmpty, type Traffic, union } from "./traffic.js";
import type { PeerMatch, Point, Universe } from "./universe.js";

export class ForkedProfile implements Profile {
  readonly direction: Profile["direction"];
  readonly #words: string;
  readonly #when: When;
  readonly #then: Profile;
  readonly #otherwise: Profile;
  /** Stands for the policy that applies on the condition, where none of its rules does; undefined if it has none. */
  readonly #rule: CompiledRule | undefined;
  readonly #outcomes = new Map<Outcome, Map<Outcome, Outcome>>();
  #isolatedBy: readonly CompiledPolicy[] | undefined;
  #policies: readonly CompiledPolicy[] | undefined;
  #regions: readonly PeerRegion[] | undefined;

  /**
   * @param words What holds for some of the pods.
   * @param rule Of a policy that selects those alone.
   */
  constructor(words: string, then: Profile, otherwise: Profile, rule: CompiledRule | undefined) {
    this.direction = then.direction;
    this.#words = words;
    this.#when = [holds(words)];
    this.#then = then;
    this.#otherwise = otherwise;
    this.#rule = rule;
  }

  moveTo(universe: Universe): void {
    this.#then.moveTo(universe);
    this.#otherwise.moveTo(universe);
  }

  get isolated(): boolean {
    return this.#then.isolated || this.#otherwise.isolated;
  }

  get isolatedBy(): readonly CompiledPolicy[] {
    this.#isolatedBy ??= together(this.#otherwise.isolatedBy, this.#then.isolatedBy);
    return this.#isolatedBy;
  }

  get policies(): readonly CompiledPolicy[] {
    this.#policies ??= together(this.#otherwise.policies, this.#then.policies);
    return this.#policies;
  }

  get narrowing(): readonly CompiledPolicy[] {
    return together(this.#otherwise.narrowing, this.#then.narrowing);
  }

  get isTrivial(): boolean {
    return this.#then.isTrivial && this.#otherwise.isTrivial;
  }

  get restricts(): boolean {
    return this.#then.restricts || this.#otherwise.restricts;
  }

  get denies(): boolean {
    return this.#then.denies || this.#otherwise.denies;
  }

  outcome(peer: number | Point): Outcome {
    return this.#joined(this.#then.outcome(peer), this.#otherwise.outcome(peer));
  }

  /** Of those that the policy selects, as far as its rules match some peer of the others at all. */
  matchOf(rule: CompiledRule, peer: number | Point, universe?: Universe): PeerMatch {
    const own = this.#then.matchOf(rule, peer, universe);
    return own.matches ? own : this.#otherwise.matchOf(rule, peer, universe);
  }

  matches(peer: number | Point): readonly Match[] {
    return joinedMatches(this.#otherwise.matches(peer), this.#then.matches(peer));
  }

  without(removed: {
    readonly policies?: ReadonlySet<Policy>;
    readonly rules?: ReadonlySet<RuleRef["reading"]>;
  }): Profile {
    const [then, otherwise] = [this.#then.without(removed), this.#otherwise.without(removed)];
    return new ForkedProfile(this.#words, then, otherwise, this.#rule);
  }

  supposing(rule: RuleRef["reading"], traffic: Traffic): Profile {
    const [then, otherwise] = [this.#then.supposing(rule, traffic), this.#otherwise.supposing(rule, traffic)];
    return new ForkedProfile(this.#words, then, otherwise, this.#rule);
  }

  regions(): readonly PeerRegion[] {
    if (this.#regions === undefined) {
      const regions = new Map<Outcome, BitSet>();
      for (const mine of this.#then.regions()) {
        for (const other of this.#otherwise.regions()) {
          const peers = mine.peers.and(other.peers);
          if (peers.isEmpty) continue;
          const outcome = this.#joined(mine.outcome, other.outcome);
          regions.set(outcome, regions.get(outcome)?.or(peers) ?? peers);
        }
      }
      this.#regions = [...regions].map(([outcome, peers]) => ({ peers, outcome }));
    }
    return this.#regions;
  }

  /** The same object for the same two answers. */
  #joined(then: Outcome, otherwise: Outcome): Outcome {
    const known = this.#outcomes.get(then) ?? new Map<Outcome, Outcome>();
    this.#outcomes.set(then, known);
    let joined = known.get(otherwise);
    if (joined === undefined) {
      joined = this.#join(then, otherwise);
      known.set(otherwise, joined);
    }
    return joined;
  }

  #join(then: Outcome, otherwise: Outcome): Outcome {
    const when = this.#when;
    const allowed = intersection(then.allowed, otherwise.allowed);
    const conditional: Condition[] = [];
    const alone = (own: Outcome, on: When): void => {
      const traffic = difference(own.allowed, allowed);
      if (!isEmpty(traffic)) conditional.push({ traffic, when: on, rule: own.admittedBy[0]?.rule ?? this.#rule });
      for (const it of own.conditional) {
        const both = bothHold(on, it.when);
        if (both !== undefined) conditional.push({ ...it, when: both });
      }
    };
    alone(then, when);
    alone(otherwise, not(when));
    return {
      isolatedBy: together(otherwise.isolatedBy, then.isolatedBy),
      allowed,
      conditional,
      ambiguous: union(then.ambiguous, otherwise.ambiguous),
      admittedBy: joinedMatches(otherwise.admittedBy, then.admittedBy),
      deniedBy: joinedMatches(otherwise.deniedBy, then.deniedBy),
      decisions: otherwise.decisions,
      forks: [...otherwise.forks, ...then.forks],
    };
  }
}

function together(a: readonly CompiledPolicy[], b: readonly CompiledPolicy[]): readonly CompiledPolicy[] {
  return b.every((it) => a.includes(it)) ? a : [...new Set([...a, ...b])];
}

function joinedMatches(a: readonly Match[], b: readonly Match[]): readonly Match[] {
  return [...a, ...b.filter((it) => !a.some((other) => other.rule === it.rule))];
}
