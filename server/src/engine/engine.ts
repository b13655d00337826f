/** The evaluator of one scope: subjects grouped by the rules that hold for them, answers kept per group. */

import { type Direction, DIRECTIONS } from "../model/network-policy.js";
import type { Policy } from "../model/scope.js";
import { BitSet } from "./bit-set.js";
import { combine, decide, type Match, OPEN, type Outcome, type TierMatches } from "./decide.js";
import type { Block, CompiledPolicy, CompiledRule, NamePattern, PodQuery, Program, Stage, Tier } from "./program.js";
import { portNumbers, resolveNamed } from "./traffic-set.js";
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
  readonly #pending: boolean;
  /** All policies in order of precedence. */
  readonly #flat: readonly FlatPolicy[];
  /** Places in `#flat` of policies whose subjects are all in one namespace, and of the others. */
  readonly #byNamespace = new Map<string, number[]>();
  readonly #anywhere: number[] = [];
  readonly #profiles: ProfileStore;
  readonly #profileOf: Record<Direction, (Profile | undefined)[]> = { ingress: [], egress: [] };

  /**
   * @param pending Evaluates staged policies as if they were enforced.
   * @param before An evaluator of the same universe: what it worked out for unchanged policies is kept.
   */
  constructor(program: Program, universe: Universe, pending = false, before?: Engine) {
    this.program = program;
    this.universe = universe;
    this.#pending = pending;
    const flat: FlatPolicy[] = [];
    for (const stage of program.stages) {
      for (const tier of stage.tiers) {
        for (const policy of tier.policies) {
          if (policy.staged === true && !pending) continue;
          const namespace = onlyNamespace(policy.subject);
          const places = namespace === undefined ? this.#anywhere : this.#placesIn(namespace);
          places.push(flat.length);
          flat.push({ stage, tier, policy, serial: serialOf(policy) });
        }
      }
    }
    this.#flat = flat;
    this.#profiles = before !== undefined && this.#continues(before) ? before.#profiles : new ProfileStore();
  }

  #placesIn(namespace: string): number[] {
    let places = this.#byNamespace.get(namespace);
    if (places === undefined) {
      places = [];
      this.#byNamespace.set(namespace, places);
    }
    return places;
  }

  /** True when the answers of the other evaluator for the same policies are answers of this one too. */
  #continues(before: Engine): boolean {
    return (
      before.universe === this.universe &&
      before.#pending === this.#pending &&
      frameOf(before.program) === frameOf(this.program) &&
      before.#profiles.size < KEPT_PROFILES
    );
  }

  /** Policies that select the pod, in order of precedence. */
  #selecting(pod: number): FlatPolicy[] {
    const point = this.universe.point(pod);
    const namespace = point?.kind === "pod" ? point.namespace : undefined;
    const own = namespace === undefined ? [] : (this.#byNamespace.get(namespace) ?? []);
    const places = own.length === 0 ? this.#anywhere : [...own, ...this.#anywhere].sort((a, b) => a - b);
    return places.flatMap((at) => {
      const it = this.#flat[at];
      if (it === undefined) return [];
      it.subject ??= this.universe.index.matchAny(it.policy.subject);
      return it.subject.has(pod) ? [it] : [];
    });
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
    const effective = this.#selecting(pod).filter((it) => it.policy[direction] !== undefined);
    const narrowed = effective.map((it) => this.#narrowed(it, direction, pod));
    // Of an ingress rule the subject is the destination, so its container ports decide what named ports are.
    const named = direction === "ingress" ? namedIn(narrowed) : [];
    const resolved = named.length === 0 ? "" : `@${portNumbers(named, ports).join()}`;
    const subjects = narrowed.some((it) => it.narrow) ? `|${narrowed.map((it) => it.rules.length).join()}|${pod}` : "";
    const key = `${effective.map((it) => it.serial).join()}${resolved}${subjects}`;
    let profile = this.#profiles.get(direction, key);
    if (profile === undefined) {
      profile = new Profile(
        this.program,
        this.universe,
        direction,
        narrowed,
        point?.kind === "pod" ? point : undefined,
      );
      this.#profiles.set(direction, key, profile);
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
  readonly serial: number;
  /** Worked out when first asked for. */
  subject?: BitSet;
}

/** The one namespace that all subjects are in, when the queries say so. */
function onlyNamespace(subject: readonly PodQuery[]): string | undefined {
  const names = new Set(
    subject.map((query) => {
      const pinned = query.find((it) => it.facet === "namespace" && it.operator === "In" && it.values.length === 1);
      return pinned?.values[0];
    }),
  );
  return names.size === 1 ? [...names][0] : undefined;
}

/** Beyond this many, the answers of earlier states of the policies are given up. */
const KEPT_PROFILES = 200_000;

/** Profiles by what they are made of. */
class ProfileStore {
  readonly #kept: Record<Direction, Map<string, Profile>> = { ingress: new Map(), egress: new Map() };

  get size(): number {
    return this.#kept.ingress.size + this.#kept.egress.size;
  }

  get(direction: Direction, key: string): Profile | undefined {
    return this.#kept[direction].get(key);
  }

  set(direction: Direction, key: string, profile: Profile): void {
    this.#kept[direction].set(key, profile);
  }
}

const SERIALS = new WeakMap<CompiledPolicy, number>();
let lastSerial = 0;

/** A number that stands for the compiled policy in keys, the same as long as the policy is. */
function serialOf(policy: CompiledPolicy): number {
  let serial = SERIALS.get(policy);
  if (serial === undefined) {
    serial = ++lastSerial;
    SERIALS.set(policy, serial);
  }
  return serial;
}

/** What profiles read of a program besides their own policies. */
function frameOf({ stages }: Program): string {
  return JSON.stringify(
    stages.map((it) => [it.id, it.defaults, it.tiers.map(({ id, onNoMatch, passTo }) => [id, onNoMatch, passTo])]),
  );
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
      signature += `@${portNumbers(this.#named(), point.ports).join()}`;
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
        const own = this.#policies.filter((it) => it.stage.id === stage.id && it.tier.id === tier.id);
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
