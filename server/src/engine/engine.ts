/** The evaluator of one scope: subjects grouped by the rules that hold for them, answers kept per group. */

import { type Direction, DIRECTIONS } from "../model/network-policy.js";
import type { Policy } from "../model/scope.js";
import { BitSet } from "./bit-set.js";
import { combine, decide, type Match, OPEN, type Outcome, type TierMatches } from "./decide.js";
import type { Block, CompiledPolicy, CompiledRule, NamePattern, PodQuery, Program, Stage, Tier } from "./program.js";
import { resolveNamed } from "./traffic-set.js";
import { isEmpty, NO_TRAFFIC, type Traffic, union } from "./traffic.js";
import type { RuleRef } from "./view.js";
import type { PeerMatch, Point, PodPoint, Universe } from "./universe.js";

/** Peers that get the same answer, and the answer. */
export interface PeerRegion {
  readonly peers: BitSet;
  readonly outcome: Outcome;
}

export class Engine {
  readonly program: Program;
  readonly universe: Universe;
  /** Per stage, per pod: places in `#flat` of the policies that select it. */
  readonly #flat: readonly FlatPolicy[];
  readonly #selecting: readonly (readonly number[])[];
  readonly #profiles: Record<Direction, Map<string, Profile>> = { ingress: new Map(), egress: new Map() };
  readonly #profileOf: Record<Direction, (Profile | undefined)[]> = { ingress: [], egress: [] };

  /** @param pending Evaluates staged policies as if they were enforced. */
  constructor(program: Program, universe: Universe, pending = false) {
    this.program = program;
    this.universe = universe;
    const flat: FlatPolicy[] = [];
    for (const stage of program.stages) {
      for (const tier of stage.tiers) {
        for (const policy of tier.policies) {
          if (policy.staged !== true || pending) flat.push({ stage, tier, policy, key: flat.length });
        }
      }
    }
    this.#flat = flat;
    const selecting: number[][] = Array.from({ length: universe.podCount }, () => []);
    for (const [at, { policy }] of flat.entries()) {
      universe.index.matchAny(policy.subject).each((pod) => selecting[pod]?.push(at));
    }
    this.#selecting = selecting;
  }

  /** Policies that select the pod, in order of precedence. */
  policiesOn(pod: number): readonly CompiledPolicy[] {
    return (this.#selecting[pod] ?? []).flatMap((at) => this.#flat[at]?.policy ?? []);
  }

  /** What the pod's side says of one peer. `point` stands for a peer that has no number. */
  side(pod: number, direction: Direction, peer: number | Point): Outcome {
    return this.profile(pod, direction).outcome(peer);
  }

  /** True when policies manage the end: pods that are not on the host's network. */
  manages(id: number): boolean {
    return this.universe.index.all.has(id);
  }

  /** The rules that hold for the pod in the direction; shared by all pods for which the same rules hold. */
  profile(pod: number, direction: Direction): Profile {
    const kept = this.#profileOf[direction][pod];
    if (kept !== undefined) return kept;
    const point = this.universe.point(pod);
    const ports = point?.kind === "pod" ? point.ports : [];
    const flat = (this.#selecting[pod] ?? []).flatMap((at) => this.#flat[at] ?? []);
    const effective = flat.filter((it) => it.policy[direction] !== undefined);
    const narrowed = effective.map((it) => this.#narrowed(it, direction, pod));
    // Of an ingress rule the subject is the destination, so its container ports decide what named ports are.
    const named = direction === "ingress" ? namedIn(narrowed) : [];
    const resolved = named.length === 0 ? "" : JSON.stringify(resolveEach(named, ports));
    const subjects = narrowed.some((it) => it.narrow) ? `|${narrowed.map((it) => it.rules.length).join()}|${pod}` : "";
    const key = `${effective.map((it) => it.key).join()}${resolved}${subjects}`;
    let profile = this.#profiles[direction].get(key);
    if (profile === undefined) {
      profile = new Profile(
        this.program,
        this.universe,
        direction,
        narrowed,
        point?.kind === "pod" ? point : undefined,
      );
      this.#profiles[direction].set(key, profile);
    }
    this.#profileOf[direction][pod] = profile;
    return profile;
  }

  #narrowed(it: FlatPolicy, direction: Direction, pod: number): ActivePolicy {
    const block = it.policy[direction] as Block;
    const narrow = block.rules.some((rule) => rule.subject !== undefined);
    const rules = narrow
      ? block.rules.filter((rule) => rule.subject === undefined || this.universe.index.matchAny(rule.subject).has(pod))
      : block.rules;
    const { isolates, narrows = [] } = block;
    return { stage: it.stage, tier: it.tier, policy: it.policy, isolates, narrows, rules, narrow };
  }
}

interface FlatPolicy {
  readonly stage: Stage;
  readonly tier: Tier;
  readonly policy: CompiledPolicy;
  readonly key: number;
}

interface ActivePolicy {
  readonly stage: Stage;
  readonly tier: Tier;
  readonly policy: CompiledPolicy;
  readonly isolates: boolean;
  readonly narrows: PodQuery;
  readonly rules: readonly CompiledRule[];
  /** True when some rule has a subject of its own. */
  readonly narrow: boolean;
}

function namedIn(policies: readonly ActivePolicy[]) {
  return policies.flatMap((it) => it.rules.flatMap((rule) => rule.traffic.named));
}

function resolveEach(named: ReturnType<typeof namedIn>, ports: PodPoint["ports"]): (number | undefined)[] {
  return named.map(({ protocol, name }) => ports.find((it) => it.name === name && it.protocol === protocol)?.number);
}

/** One rule of a profile, with what does not depend on the peer worked out. */
interface ActiveRule {
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
  /** Points that match for certain, names that the subject may look up included. */
  readonly peers: BitSet;
}

/** All rules that hold for a group of subjects in one direction. */
export class Profile {
  readonly direction: Direction;
  readonly #program: Program;
  readonly #universe: Universe;
  readonly #policies: readonly ActivePolicy[];
  readonly #subject: PodPoint | undefined;
  readonly #taught: readonly NamePattern[];
  readonly #narrows: PodQuery;
  #rules: readonly ActiveRule[] | undefined;
  readonly #outcomes = new Map<string, Outcome>();
  #regions: readonly PeerRegion[] | undefined;

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

  get isolated(): boolean {
    return this.#policies.some((it) => it.isolates);
  }

  get isolatedBy(): readonly CompiledPolicy[] {
    return this.#policies.filter((it) => it.isolates).map((it) => it.policy);
  }

  get policies(): readonly CompiledPolicy[] {
    return this.#policies.map((it) => it.policy);
  }

  /** True when no rule says anything: every peer gets the same answer. */
  get isTrivial(): boolean {
    return this.#policies.length === 0;
  }

  outcome(peer: number | Point): Outcome {
    if (this.isTrivial && this.#opensByDefault()) return OPEN;
    if (typeof peer !== "number")
      return this.#decide((rule) => this.#universe.matchPoint(rule.rule.peers, peer, this.#taught), peer);
    const rules = this.#active();
    let signature = "";
    for (let at = 0; at < rules.length; at++) {
      const rule = rules[at];
      if (rule?.peers.has(peer) === true) signature += `${at},`;
    }
    const point = this.#universe.point(peer);
    const uncertain = this.#uncertain(point);
    if (this.direction === "egress" && this.#named().length > 0 && point?.kind === "pod") {
      signature += JSON.stringify(resolveEach(this.#named(), point.ports));
    }
    if (uncertain) signature += `#${peer}`;
    let outcome = this.#outcomes.get(signature);
    if (outcome === undefined) {
      const match = (rule: ActiveRule): PeerMatch => {
        if (rule.peers.has(peer)) return { matches: true };
        return uncertain ? this.#universe.match(rule.rule.peers, peer, this.#taught) : { matches: false };
      };
      outcome = this.#decide(match, point);
      this.#outcomes.set(signature, outcome);
    }
    return outcome;
  }

  /** Rules that match the peer, whatever other rules decide before them. */
  matches(peer: number | Point): readonly Match[] {
    const point = typeof peer === "number" ? this.#universe.point(peer) : peer;
    return this.#active().flatMap(({ rule, policy, peers }): Match[] => {
      const matched =
        typeof peer !== "number"
          ? this.#universe.matchPoint(rule.peers, peer, this.#taught)
          : peers.has(peer)
            ? { matches: true }
            : this.#universe.match(rule.peers, peer, this.#taught);
      return matched.matches ? [this.#resolved(rule, policy, matched, point)] : [];
    });
  }

  /** The same subjects without some policies, or with their isolation but without some of their rules. */
  without(removed: {
    readonly policies?: ReadonlySet<Policy>;
    readonly rules?: ReadonlySet<RuleRef["rule"]>;
  }): Profile {
    const kept = this.#policies
      .filter((it) => it.policy.source === undefined || removed.policies?.has(it.policy.source) !== true)
      .map((it) => ({
        ...it,
        rules: it.rules.filter((rule) => rule.ref === undefined || removed.rules?.has(rule.ref.rule) !== true),
      }));
    return new Profile(this.#program, this.#universe, this.direction, kept, this.#subject);
  }

  /** Every point of the universe with its answer, grouped by answer. */
  regions(): readonly PeerRegion[] {
    if (this.#regions === undefined) this.#regions = this.#partition();
    return this.#regions;
  }

  #partition(): readonly PeerRegion[] {
    let parts: BitSet[] = [this.#universe.everything];
    const split = (by: BitSet): void => {
      parts = parts.flatMap((part) => {
        const inside = part.and(by);
        if (inside.isEmpty) return [part];
        const outside = part.minus(by);
        return outside.isEmpty ? [inside] : [inside, outside];
      });
    };
    for (const { peers } of this.#active()) split(peers);
    if (this.direction === "egress" && this.#named().length > 0) {
      for (const group of this.#universe.portGroups(this.#named())) split(group.pods);
    }
    const regions = new Map<Outcome, BitSet>();
    const add = (outcome: Outcome, peers: BitSet): void => {
      regions.set(outcome, regions.get(outcome)?.or(peers) ?? peers);
    };
    for (const part of parts) {
      if (this.#hasUncertain()) part.each((peer) => add(this.outcome(peer), BitSet.of([peer])));
      else if (part.first !== undefined) add(this.outcome(part.first), part);
    }
    return [...regions].map(([outcome, peers]) => ({ peers, outcome }));
  }

  #opensByDefault(): boolean {
    return this.#program.stages.every((it) => it.defaults[this.direction] === "allow");
  }

  /** Whether a block may match the point without certainty. */
  #uncertain(point: Point | undefined): boolean {
    return (point?.kind === "pod" || point?.kind === "entity") && this.#hasUncertain();
  }

  #hasUncertain(): boolean {
    return (
      this.#universe.addressing.blocksNamePods &&
      this.#active().some((it) => it.rule.peers.blocks?.some((block) => block.mayNamePods) === true)
    );
  }

  #namedPorts: ReturnType<typeof namedIn> | undefined;
  #named(): ReturnType<typeof namedIn> {
    this.#namedPorts ??= namedIn(this.#policies);
    return this.#namedPorts;
  }

  #active(): readonly ActiveRule[] {
    if (this.#rules === undefined) {
      const rules: ActiveRule[] = [];
      for (const { policy, rules: own } of this.#policies) {
        for (const rule of own) rules.push({ rule, policy, peers: this.#peersOf(rule) });
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
    if (rule.peers.names === undefined || rule.peers.names.length === 0 || this.#taught.length === 0) return certain;
    const named: number[] = [];
    for (let id = this.#universe.podCount; id < this.#universe.points.length; id++) {
      const point = this.#universe.point(id);
      if (point?.kind === "name" && this.#universe.matchPoint(rule.peers, point, this.#taught).matches) named.push(id);
    }
    return certain.or(BitSet.of(named));
  }

  #decide(match: (rule: ActiveRule) => PeerMatch, peer: Point | undefined): Outcome {
    const byRule = new Map(this.#active().map((it) => [it.rule, it]));
    const outcomes = this.#program.stages.map((stage) => {
      const tiers: TierMatches[] = stage.tiers.map((tier) => {
        const own = this.#policies.filter((it) => it.stage === stage && it.tier === tier);
        return {
          tier,
          isolatedBy: own.filter((it) => it.isolates).map((it) => it.policy),
          policies: own
            .map((it) =>
              it.rules.flatMap((rule): Match[] => {
                const active = byRule.get(rule);
                const matched = active === undefined ? { matches: false } : match(active);
                return matched.matches ? [this.#resolved(rule, it.policy, matched, peer)] : [];
              }),
            )
            .filter((it) => it.length > 0),
        };
      });
      return decide(stage, this.direction, tiers);
    });
    return outcomes.reduce(bothStages, outcomes[0] ?? OPEN);
  }

  /** Ports are those of the destination: the subject for ingress, the peer for egress (KS-8). */
  #resolved(rule: CompiledRule, policy: CompiledPolicy, matched: PeerMatch, peer: Point | undefined): Match {
    const { fixed, exact, named } = rule.traffic;
    const destination = this.direction === "ingress" ? this.#subject : peer;
    const numbers: Traffic =
      named.length === 0 || destination?.kind !== "pod" ? NO_TRAFFIC : resolveNamed(named, destination.ports);
    return {
      rule,
      policy,
      traffic: isEmpty(numbers) ? fixed : union(fixed, numbers),
      exact: isEmpty(numbers) ? exact : union(exact, numbers),
      ...(matched.provided === undefined ? {} : { provided: matched.provided }),
    };
  }
}

/** One subject's answer over two stages: both must allow. */
function bothStages(a: Outcome, b: Outcome): Outcome {
  if (a === b) return a;
  return {
    isolated: a.isolated || b.isolated,
    isolatedBy: [...a.isolatedBy, ...b.isolatedBy],
    ...combine(a, b),
    admittedBy: [...a.admittedBy, ...b.admittedBy],
    deniedBy: [...a.deniedBy, ...b.deniedBy],
    regions: [...a.regions, ...b.regions],
  };
}

/** All profiles in use, for a caller that wants every subject. */
export function profilesOf(engine: Engine): Record<Direction, ReadonlyMap<Profile, readonly number[]>> {
  const groups = { ingress: new Map<Profile, number[]>(), egress: new Map<Profile, number[]>() };
  engine.universe.index.all.each((pod) => {
    for (const direction of DIRECTIONS) {
      const profile = engine.profile(pod, direction);
      const pods = groups[direction].get(profile);
      if (pods === undefined) groups[direction].set(profile, [pod]);
      else pods.push(pod);
    }
  });
  return groups;
}
