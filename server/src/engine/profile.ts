/** The rules that hold for a group of subjects in one direction, and what they say of each peer. */

import type { Direction } from "../model/direction.js";
import type { Policy } from "../model/scope.js";
import type { NamePattern } from "../model/name-pattern.js";
import { BitSet } from "./bit-set.js";
import { decide, type TierMatches } from "./decide.js";
import { bothHold, holds } from "./conditions.js";
import { combine, type Match, OPEN, type Outcome } from "./outcome.js";
import { partition } from "./partition.js";
import {
  ANY_PEER,
  type CompiledPolicy,
  type CompiledRule,
  type NamedPort,
  type PodQuery,
  type Program,
  type Stage,
  type Tier,
} from "./program.js";
import { fixedTraffic, portNumbers, resolveNamed } from "./traffic-set.js";
import { difference, isEmpty, NO_TRAFFIC, type Traffic, union } from "./traffic.js";
import { settled } from "./unknown-address.js";
import type { AddressPoint, NamePoint, PeerMatch, PodPoint, Point, Universe } from "./universe.js";
import type { RuleRef } from "./answers.js";

/** Peers that get the same answer, and the answer. */
export interface PeerRegion {
  readonly peers: BitSet;
  readonly outcome: Outcome;
}

/** A policy that selects the subjects, with its part for the direction. */
export interface ActivePolicy {
  readonly stage: Stage;
  readonly tier: Tier;
  readonly policy: CompiledPolicy;
  readonly isolates: boolean;
  readonly narrows: PodQuery;
  readonly rules: readonly CompiledRule[];
  /** True when some rule has a subject of its own. */
  readonly narrow: boolean;
}

/** One rule of a profile, with what does not depend on the peer worked out. */
interface ActiveRule {
  readonly rule: CompiledRule;
  readonly active: ActivePolicy;
  /** Points that match for certain, names that the subject may look up included. */
  readonly peers: BitSet;
}

/** All rules that hold for a group of subjects in one direction, and what they say of each peer. */
export type Profile = Pick<WholeProfile, keyof WholeProfile>;

/** Of pods that the same policies select, all of them. */
export class WholeProfile {
  readonly direction: Direction;
  readonly #program: Program;
  #universe: Universe;
  readonly #policies: readonly ActivePolicy[];
  readonly #subject: PodPoint | undefined;
  readonly #taught: readonly NamePattern[];
  readonly #narrows: PodQuery;
  #rules: readonly ActiveRule[] | undefined;
  #namedPorts: readonly NamedPort[] | undefined;
  #isolatedBy: readonly CompiledPolicy[] | undefined;
  #compiled: readonly CompiledPolicy[] | undefined;
  readonly #outcomes = new Map<string, Outcome>();
  /** By peer: all pods of the profile ask for the same ones. */
  readonly #ofPeer = new Map<number, Outcome>();
  readonly #unmatched = new Map<Stage, Outcome>();
  readonly #isolatingBy = new Map<string, readonly CompiledPolicy[]>();
  #regions: readonly PeerRegion[] | undefined;
  #namesInDoubt: boolean | undefined;
  #doubtsPods: boolean | undefined;
  #hostOfEach: readonly number[] | undefined;

  constructor(
    program: Program,
    universe: Universe,
    direction: Direction,
    policies: readonly ActivePolicy[],
    subject: PodPoint | undefined,
  ) {
    this.direction = direction;
    this.#program = program;
    this.#universe = universe;
    this.#policies = policies;
    this.#subject = subject;
    this.#taught = policies.flatMap((it) => it.rules.flatMap((rule) => rule.refine?.teaches ?? []));
    this.#narrows = policies.flatMap((it) => it.narrows);
  }

  /** From now on asked about another universe, of whose points its rules say the same: so it holds on to no earlier one. */
  moveTo(universe: Universe): void {
    this.#universe = universe;
    this.#doubtsPods = undefined;
  }

  get isolated(): boolean {
    return this.#policies.some((it) => it.isolates);
  }

  get isolatedBy(): readonly CompiledPolicy[] {
    this.#isolatedBy ??= this.#policies.filter((it) => it.isolates).map((it) => it.policy);
    return this.#isolatedBy;
  }

  get policies(): readonly CompiledPolicy[] {
    this.#compiled ??= this.#policies.map((it) => it.policy);
    return this.#compiled;
  }

  /** Policies that narrow what other policies' rules match. */
  get narrowing(): readonly CompiledPolicy[] {
    return this.#policies.filter((it) => it.narrows.length > 0).map((it) => it.policy);
  }

  /** True when no rule says anything: every peer gets the same answer. */
  get isTrivial(): boolean {
    return this.#policies.length === 0;
  }

  /** False when everything passes, whoever the peer is: nothing isolates, no rule denies, and the default is to allow. */
  get restricts(): boolean {
    return this.isolated || this.denies || !this.#opensByDefault();
  }

  /** True when some rule denies. */
  get denies(): boolean {
    return this.#policies.some((it) => it.rules.some((rule) => rule.verdict === "deny"));
  }

  outcome(peer: number | Point): Outcome {
    if (this.isTrivial && this.#opensByDefault()) return OPEN;
    if (typeof peer !== "number") return this.#asked((rule) => this.matchOf(rule.rule, peer), peer);
    let outcome = this.#ofPeer.get(peer);
    if (outcome === undefined) {
      const certain: number[] = [];
      for (const [at, { peers }] of this.#active().entries()) if (peers.has(peer)) certain.push(at);
      outcome = this.#outcomeOf(peer, certain);
      this.#ofPeer.set(peer, outcome);
    }
    return outcome;
  }

  /** @param certain Places of the active rules whose peers certainly include the peer. */
  #outcomeOf(peer: number, certain: readonly number[]): Outcome {
    let signature = certain.join();
    const point = this.#universe.point(peer);
    const uncertain = this.#uncertain(point);
    if (this.direction === "egress" && this.#named().length > 0 && point?.kind === "pod") {
      signature += `@${portNumbers(this.#named(), point.ports).join()}`;
    }
    // What is not known of a name's address is the same for all names.
    if (uncertain) signature += point?.kind === "name" ? "#name" : `#${peer}`;
    let outcome = this.#outcomes.get(signature);
    if (outcome === undefined) {
      const match = (rule: ActiveRule): PeerMatch => {
        if (rule.peers.has(peer)) return { matches: true };
        return uncertain ? this.#universe.match(rule.rule.peers, peer, this.#taught) : { matches: false };
      };
      const rules = this.#active();
      outcome = uncertain
        ? this.#asked(match, point)
        : this.#decide(
            match,
            point,
            certain.flatMap((at) => rules[at] ?? []),
          );
      this.#outcomes.set(signature, outcome);
    }
    return outcome;
  }

  /** The answer where rules may match without certainty. A name is asked about at each address that it may have as well. */
  #asked(match: (rule: ActiveRule) => PeerMatch, peer: Point | undefined): Outcome {
    const outcome = this.#decide(match, peer);
    const isOpen = outcome.conditional.length > 0 || !isEmpty(outcome.ambiguous);
    return peer?.kind !== "name" || !isOpen ? outcome : settled(outcome, this.#byAddress(match, peer));
  }

  #byAddress(match: (rule: ActiveRule) => PeerMatch, name: NamePoint): readonly Outcome[] {
    const byName = new Map(this.#active().map((it) => [it, match(it)]));
    return this.#hosts().map((host) => this.#decide((it) => this.#atAddress(it, host, byName.get(it)), name));
  }

  /** One for all addresses that the same rules name; of IPv6 where some rule does. */
  #hosts(): readonly number[] {
    if (this.#hostOfEach === undefined) {
      const rules = this.#active();
      const { hosts } = this.#universe;
      const first = new Map<string, number>();
      const add = (host: number): void => {
        const signature = rules.flatMap(({ peers }, at) => (peers.has(host) ? [at] : [])).join();
        if (!first.has(signature)) first.set(signature, host);
      };
      hosts[4].each(add);
      if (rules.some(({ rule }) => rule.peers.blocks?.some((it) => it.cidr.family === 6) === true)) hosts[6].each(add);
      this.#hostOfEach = [...first.values()];
    }
    return this.#hostOfEach;
  }

  /** Of a name that is at one address. */
  #atAddress({ rule, peers }: ActiveRule, host: number, byName: PeerMatch | undefined): PeerMatch {
    if (peers.has(host) || byName?.matches !== true) return { matches: peers.has(host) };
    return byName.provided === undefined ? byName : this.#universe.match(rule.peers, host, this.#taught);
  }

  /**
   * How far one rule, which may be of other policies, matches a peer for these subjects.
   * @param universe Of the state that is asked about: the profile may be of an earlier one, whose rules say the same.
   */
  matchOf({ peers }: CompiledRule, peer: number | Point, universe = this.#universe): PeerMatch {
    const { pods } = peers;
    const narrowed =
      this.#narrows.length > 0 && pods !== undefined
        ? { ...peers, pods: pods.map((it) => [...it, ...this.#narrows]) }
        : peers;
    return typeof peer === "number"
      ? universe.match(narrowed, peer, this.#taught)
      : universe.matchPoint(narrowed, peer, this.#taught);
  }

  /** Rules that match the peer, whatever other rules decide before them. */
  matches(peer: number | Point): readonly Match[] {
    const point = typeof peer === "number" ? this.#universe.point(peer) : peer;
    return this.#active().flatMap(({ rule, active, peers }): Match[] => {
      const matched =
        typeof peer !== "number"
          ? this.matchOf(rule, peer)
          : peers.has(peer)
            ? { matches: true }
            : this.#universe.match(rule.peers, peer, this.#taught);
      return matched.matches ? [this.#resolved(rule, active, matched, point)] : [];
    });
  }

  /** The same subjects without some policies, or with their isolation but without some of their rules. */
  without(removed: {
    readonly policies?: ReadonlySet<Policy>;
    readonly rules?: ReadonlySet<RuleRef["reading"]>;
  }): Profile {
    const kept = this.#policies
      .filter((it) => it.policy.source === undefined || removed.policies?.has(it.policy.source) !== true)
      .map((it) => ({
        ...it,
        rules: it.rules.filter((rule) => rule.ref === undefined || removed.rules?.has(rule.ref.reading) !== true),
      }));
    return new WholeProfile(this.#program, this.#universe, this.direction, kept, this.#subject);
  }

  /** The same subjects where a rule matches every peer, with this traffic. What it asks beyond ports still holds. */
  supposing(rule: RuleRef["reading"], traffic: Traffic): Profile {
    const policies = this.#policies.map((it) => ({
      ...it,
      rules: it.rules.map((own) =>
        own.ref?.reading === rule && own.verdict === own.ref.verdict
          ? { ...own, peers: ANY_PEER, traffic: fixedTraffic(traffic) }
          : own,
      ),
    }));
    return new WholeProfile(this.#program, this.#universe, this.direction, policies, this.#subject);
  }

  /** Every point of the universe with its answer, grouped by answer. */
  regions(): readonly PeerRegion[] {
    if (this.#regions === undefined) this.#regions = this.#partition();
    return this.#regions;
  }

  #partition(): readonly PeerRegion[] {
    const rules = this.#active();
    const sets = rules.map((it) => it.peers);
    if (this.direction === "egress" && this.#named().length > 0) {
      for (const group of this.#universe.portGroups(this.#named())) sets.push(group.pods);
    }
    const parts = partition(this.#universe.everything, this.#universe.points.length, sets);
    const uncertain = this.#mayDoubtPods();
    const trivial = this.isTrivial && this.#opensByDefault();
    const regions = new Map<Outcome, BitSet>();
    const add = (outcome: Outcome, peers: BitSet): void => {
      regions.set(outcome, regions.get(outcome)?.or(peers) ?? peers);
    };
    const doubtful = this.#doubtful();
    for (const part of parts) {
      const single = uncertain ? part.points : part.points.and(doubtful);
      single.each((peer) => add(this.outcome(peer), BitSet.of([peer])));
      const points = uncertain || single.isEmpty ? part.points : part.points.minus(doubtful);
      if (uncertain || points.isEmpty) continue;
      if (trivial) add(OPEN, points);
      else if (points.first !== undefined) {
        const certain = part.sets.filter((it) => it < rules.length);
        add(this.#outcomeOf(points.first, certain), points);
      }
    }
    return [...regions].map(([outcome, peers]) => ({ peers, outcome }));
  }

  #opensByDefault(): boolean {
    return this.#program.stages.every((it) => it.defaults[this.direction] === "allow");
  }

  /** Whether some rule may match the point without certainty. */
  #uncertain(point: Point | undefined): boolean {
    if (point?.kind === "pod" || point?.kind === "entity") return this.#mayDoubtPods();
    if (point?.kind === "address" && this.#isDoubtful(point)) return true;
    if (point?.kind === "name" && this.#doubtsNames()) return true;
    return point !== undefined && this.#active().some((it) => this.#universe.mayDoubtOutside(it.rule.peers));
  }

  /** Points outside that rules may match without certainty, each with an answer of its own. */
  #doubtful(): BitSet {
    const { doubtful, named } = this.#universe;
    return this.#doubtsNames() ? doubtful.or(named) : doubtful;
  }

  #doubtsNames(): boolean {
    const { named } = this.#universe;
    this.#namesInDoubt ??= !named.isEmpty && this.#active().some((it) => this.#universe.mayDoubtNames(it.rule.peers));
    return this.#namesInDoubt;
  }

  #isDoubtful({ service }: AddressPoint): boolean {
    return typeof service?.outside === "string" || typeof service?.byNetwork === "string";
  }

  #mayDoubtPods(): boolean {
    this.#doubtsPods ??= this.#active().some((it) => this.#universe.mayDoubt(it.rule.peers));
    return this.#doubtsPods;
  }

  #named(): readonly NamedPort[] {
    this.#namedPorts ??= namedIn(this.#policies);
    return this.#namedPorts;
  }

  #active(): readonly ActiveRule[] {
    if (this.#rules === undefined) {
      const rules: ActiveRule[] = [];
      for (const active of this.#policies) {
        for (const rule of active.rules) rules.push({ rule, active, peers: this.#peersOf(rule) });
      }
      this.#rules = rules;
    }
    return this.#rules;
  }

  #peersOf(rule: CompiledRule): BitSet {
    const { pods } = rule.peers;
    const narrowed = this.#narrows.length > 0 && pods !== undefined;
    const certain = this.#universe.certain(
      narrowed ? { ...rule.peers, pods: pods.map((it) => [...it, ...this.#narrows]) } : rule.peers,
    );
    const { names = [], learntNames = [] } = rule.peers;
    if ((names.length === 0 || this.#taught.length === 0) && learntNames.length === 0) return certain;
    const named: number[] = [];
    for (let id = this.#universe.podCount; id < this.#universe.points.length; id++) {
      const point = this.#universe.point(id);
      if (point?.kind === "name" && this.#universe.matchPoint(rule.peers, point, this.#taught).matches) named.push(id);
    }
    return certain.or(BitSet.of(named));
  }

  /** @param among The rules that may match, in their order: the cost follows their number. */
  #decide(
    match: (rule: ActiveRule) => PeerMatch,
    peer: Point | undefined,
    among: readonly ActiveRule[] = this.#active(),
  ): Outcome {
    const matches = new Map<ActivePolicy, Match[]>();
    for (const active of among) {
      const matched = match(active);
      if (!matched.matches) continue;
      const resolved = this.#resolved(active.rule, active.active, matched, peer);
      const known = matches.get(active.active);
      if (known === undefined) matches.set(active.active, [resolved]);
      else known.push(resolved);
    }
    const matching = [...matches];
    const outcomes = this.#program.stages.map((stage) =>
      matching.some(([it]) => it.stage.id === stage.id)
        ? this.#decideStage(stage, matching)
        : this.#withoutMatch(stage),
    );
    return outcomes.reduce(bothStages, outcomes[0] ?? OPEN);
  }

  #decideStage(stage: Stage, matching: readonly (readonly [ActivePolicy, readonly Match[]])[]): Outcome {
    const tiers: TierMatches[] = stage.tiers.map((tier) => ({
      tier,
      isolatedBy: this.#isolating(stage, tier),
      policies: matching.flatMap(([it, own]) => (isIn(it, stage, tier) ? [own] : [])),
    }));
    return decide(stage, this.direction, tiers);
  }

  /** The stage's answer to every peer that none of its rules matches. */
  #withoutMatch(stage: Stage): Outcome {
    let outcome = this.#unmatched.get(stage);
    if (outcome === undefined) {
      outcome = this.#decideStage(stage, []);
      this.#unmatched.set(stage, outcome);
    }
    return outcome;
  }

  #isolating(stage: Stage, tier: Tier): readonly CompiledPolicy[] {
    const key = `${stage.id} ${tier.id}`;
    let policies = this.#isolatingBy.get(key);
    if (policies === undefined) {
      policies = this.#policies.filter((it) => it.isolates && isIn(it, stage, tier)).map((it) => it.policy);
      this.#isolatingBy.set(key, policies);
    }
    return policies;
  }

  /** Ports are those of the destination: the subject for ingress, the peer for egress (KS-8). */
  #resolved(rule: CompiledRule, { policy, tier }: ActivePolicy, matched: PeerMatch, peer: Point | undefined): Match {
    const { fixed, exact, named, except } = rule.traffic;
    const destination = this.direction === "ingress" ? this.#subject : peer;
    const ofCluster = named.some((it) => it.of === "cluster") ? this.#universe.clusterPorts(named) : undefined;
    const numbers: Traffic =
      ofCluster?.traffic ??
      (named.length === 0 || destination?.kind !== "pod" ? NO_TRAFFIC : resolveNamed(named, destination.ports));
    const leftOut =
      except === undefined
        ? NO_TRAFFIC
        : union(except.fixed, destination?.kind === "pod" ? resolveNamed(except.named, destination.ports) : NO_TRAFFIC);
    const agreed = ofCluster?.provided === undefined ? [] : [holds(ofCluster.provided)];
    const provided = [...(matched.provided ?? []), ...agreed];
    return {
      rule,
      policy,
      tier,
      traffic: difference(isEmpty(numbers) ? fixed : union(fixed, numbers), leftOut),
      exact: difference(isEmpty(numbers) ? exact : union(exact, numbers), leftOut),
      ...(provided.length === 0 ? {} : { provided }),
    };
  }
}

function isIn(policy: ActivePolicy, stage: Stage, tier: Tier): boolean {
  return policy.stage.id === stage.id && policy.tier.id === tier.id;
}

/** One subject's answer over two stages: both must allow. */
function bothStages(a: Outcome, b: Outcome): Outcome {
  if (a === b) return a;
  return {
    isolatedBy: [...a.isolatedBy, ...b.isolatedBy],
    ...combine(a, b, bothHold),
    admittedBy: [...a.admittedBy, ...b.admittedBy],
    deniedBy: [...a.deniedBy, ...b.deniedBy],
    decisions: [...a.decisions, ...b.decisions],
    forks: [...a.forks, ...b.forks],
  };
}

/** Ports that the rules give by name and each destination has its own number for, in the order of the rules. */
export function namedIn(policies: readonly ActivePolicy[]): NamedPort[] {
  return policies.flatMap((it) =>
    it.rules.flatMap(({ traffic: { named, except } }) => [
      ...named.filter((port) => port.of === "destination"),
      ...(except?.named ?? []),
    ]),
  );
}
