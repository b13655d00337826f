/** The evaluator of one scope: subjects grouped by the rules that hold for them, answers kept per group. */

import { memoize } from "../base/memoize.js";
import { type Direction, DIRECTIONS } from "../model/direction.js";
import { BitSet } from "./bit-set.js";
import type { Outcome } from "./outcome.js";
import { inWords } from "./conditions.js";
import { ForkedProfile } from "./forked-profile.js";
import { Alike } from "./alike.js";
import { type ActivePolicy, namedIn, type Profile, WholeProfile } from "./profile.js";
import { portsOfPeersIn, queriesIn } from "./mentions.js";
import { PolicyMarks } from "./policy-marks.js";
import { type PlacedInProgram, PolicyPlaces } from "./policy-places.js";
import { ProfileStore } from "./profile-store.js";
import { QueryIndex } from "./query-index.js";
import { Relabelling } from "./relabelling.js";
import type { Block, CompiledPolicy, CompiledRule, PodQuery, Program } from "./program.js";
import type { RuleRef } from "./answers.js";
import { requirementsInWords } from "./requirement-words.js";
import { queryKey, queryMatches, unsettledIn } from "./selectors.js";
import type { Traffic } from "./traffic.js";
import { portNumbers } from "./traffic-set.js";
import type { PodPoint, Point, Universe } from "./universe.js";

export class Engine {
  readonly program: Program;
  readonly universe: Universe;
  readonly places: PolicyPlaces;
  /** What this evaluator has worked out, for one of another state of the scope. */
  readonly profiles: ProfileStore;
  /** Made for the first state in which pods are others. */
  #queries: QueryIndex | undefined;
  readonly #profileOf: Record<Direction, (Profile | undefined)[]> = { ingress: [], egress: [] };
  /** By the places of policies that may select pods of a namespace. */
  readonly #alike = new Map<readonly number[], Alike>();
  /** Of each policy another than in an earlier state where the pods that its rules name may be others than they were there. */
  readonly named: PolicyMarks;
  /** The same where its rules may tell pods apart that they did not tell apart, whoever names them. */
  readonly told: PolicyMarks;

  /**
   * @param pending Evaluates staged policies as if they were enforced.
   * @param before The evaluator of an earlier state: its profiles are kept where they hold for this one too.
   * @param profiles Where further ones are kept.
   */
  constructor(program: Program, universe: Universe, pending = false, before?: Engine, profiles = before?.profiles) {
    this.program = program;
    this.universe = universe;
    this.places = new PolicyPlaces(program, pending, before?.places);
    const known = before?.places.isFramedAs(this.places) === true ? before : undefined;
    const moved = known?.universe.relabelledIn(universe);
    const queries = before === undefined ? undefined : before.#queries;
    this.#queries = queries && QueryIndex.of(this.places.policies, this.places.changed, queries);
    if (known === undefined || profiles === undefined || moved === undefined) {
      this.profiles = new ProfileStore();
      this.named = new PolicyMarks();
      this.told = new PolicyMarks();
    } else if (known.universe.isLike(universe)) {
      this.profiles = profiles;
      this.named = known.named;
      this.told = known.told;
      this.#takeOver(known, BitSet.EMPTY, () => false);
    } else {
      const relabelling = new Relabelling(moved, known.universe.points, universe.points);
      const policies = (): readonly CompiledPolicy[] => this.places.policies;
      this.#queries ??= QueryIndex.of(this.places.policies, []);
      const concerned = new Set([...this.#queries.mayTell(relabelling)].filter((it) => isToldBy(it, relabelling)));
      const isStale = staleness(concerned);
      this.profiles = profiles.without(isStale);
      this.named = known.named.after(policies, (it) => this.#namesOthers(it, relabelling));
      this.told = known.told.after(policies, (it) => concerned.has(it));
      this.#takeOver(known, BitSet.of(moved), isStale);
    }
    if (known !== undefined && known.universe !== universe) this.profiles.moveTo(universe);
    if (before !== undefined) universe.letGo(() => queriesOf(this.places.policies));
  }

  #namesOthers(policy: CompiledPolicy, relabelling: Relabelling): boolean {
    const isOfWorkloads = (query: PodQuery): boolean => {
      const { first } = this.universe.index.match(query);
      const point = first === undefined ? undefined : this.universe.point(first);
      return point?.kind === "pod" && point.workload !== undefined;
    };
    return queriesIn(policy).some((it) => relabelling.isNamedBy(it, isOfWorkloads));
  }

  /**
   * Pods that none of the policies that differ selects have the profiles that they had.
   * @param moved Pods that other policies may select now.
   */
  #takeOver(before: Engine, moved: BitSet, isStale: (profile: Profile) => boolean): void {
    this.profiles.sweep(() => before.#profilesInUse);
    const { changed } = this.places;
    if (changed.some(({ subject }) => this.universe.asksUnsettled(subject))) return;
    const touched = BitSet.union([moved, ...changed.map(({ subject }) => this.universe.matched(subject))]);
    for (const direction of DIRECTIONS) {
      const own = before.#profileOf[direction].map((it) => (it === undefined || isStale(it) ? undefined : it));
      touched.each((pod) => {
        if (pod < own.length) own[pod] = undefined;
      });
      this.#profileOf[direction] = own;
    }
  }

  get #profilesInUse(): ReadonlySet<Profile> {
    return new Set(DIRECTIONS.flatMap((it) => this.#profileOf[it].filter((own) => own !== undefined)));
  }

  /** Policies that select the pod, in order of precedence; and those that select some of the pods that it stands for. */
  #selecting(pod: number): { readonly all: PlacedInProgram[]; readonly some: PartlySelecting[] } {
    const point = this.universe.point(pod);
    const some: PartlySelecting[] = [];
    const all = this.#among(point?.kind === "pod" ? point.namespace : undefined, (it) => {
      if (this.universe.matched(it.policy.subject).has(pod)) return true;
      const asked = point?.kind === "pod" ? this.#asked(it, point) : undefined;
      if (asked !== undefined) some.push({ policy: it, asked });
      return false;
    });
    return { all, some };
  }

  /** The policies with subjects in the namespace for which something holds, in order of precedence. */
  #among(namespace: string | undefined, holds: (policy: PlacedInProgram) => boolean): PlacedInProgram[] {
    const found: PlacedInProgram[] = [];
    for (const at of this.places.for(namespace)) {
      const it = this.places.all[at];
      if (it !== undefined && holds(it)) found.push(it);
    }
    return found;
  }

  /** What must hold of labels that are not settled for the policy to select; undefined where it cannot. */
  #asked(it: PlacedInProgram, point: PodPoint): PodQuery | undefined {
    if (point.unsettled === undefined || point.unsettled.size === 0) return undefined;
    if (!this.universe.asksUnsettled(it.policy.subject)) return undefined;
    return it.policy.subject.map((query) => unsettledIn(query, point)).find((asked) => asked !== undefined);
  }

  /** What the pod's side says of one peer. `point` stands for a peer that has no number. */
  side(pod: number, direction: Direction, peer: number | Point): Outcome {
    return this.profile(pod, direction).outcome(peer);
  }

  /** True when policies manage the end: pods that are not on the host's network. */
  manages(end: number | Point): boolean {
    return typeof end === "number" ? this.universe.index.all.has(end) : end.kind === "pod" && !end.hostNetwork;
  }

  /** The same as `profile`, also for a pod that has no number, of which nothing is kept; undefined for other ends. */
  profileOf(end: number | Point, direction: Direction): Profile | undefined {
    if (!this.manages(end)) return undefined;
    if (typeof end === "number") return this.profile(end, direction);
    return end.kind === "pod" ? this.#build(this.#effectiveOn(end, direction), direction, end) : undefined;
  }

  /**
   * The rules that would hold for the pod if the policy of a rule selected it, and the rule matched every peer with this
   * traffic. Undefined where the rule is in no policy for the pod's namespace, or the end is no pod that policies manage.
   */
  supposing(
    end: number | Point,
    direction: Direction,
    rule: RuleRef["reading"],
    traffic: Traffic,
  ): Profile | undefined {
    const point = typeof end === "number" ? this.universe.point(end) : end;
    if (!this.manages(end) || point?.kind !== "pod") return undefined;
    const isHere = (it: PlacedInProgram): boolean =>
      it.policy[direction]?.rules.some(({ ref }) => ref?.reading === rule) === true;
    const [own] = this.#among(point.namespace, isHere);
    if (own === undefined) return undefined;
    const selecting = new Set(this.#effectiveOn(end, direction));
    // What one selector chooses the subjects of may be several policies of the program.
    const { source, subject } = own.policy;
    const effective = this.#among(
      point.namespace,
      (it) =>
        selecting.has(it) ||
        (it.policy.source === source && it.policy.subject === subject && it.policy[direction] !== undefined),
    );
    return this.#build(effective, direction, end).supposing(rule, traffic);
  }

  #effectiveOn(end: number | Point, direction: Direction): PlacedInProgram[] {
    const selecting =
      typeof end === "number"
        ? this.#selecting(end).all
        : end.kind === "pod"
          ? this.#among(end.namespace, ({ policy }) => policy.subject.some((query) => queryMatches(query, end)))
          : [];
    return selecting.filter((it) => it.policy[direction] !== undefined);
  }

  #build(effective: readonly PlacedInProgram[], direction: Direction, end: number | Point): Profile {
    const point = typeof end === "number" ? this.universe.point(end) : end;
    const narrowed = effective.map((it) => this.#narrowed(it, direction, end));
    return new WholeProfile(
      this.places.frame,
      this.universe,
      direction,
      narrowed,
      point?.kind === "pod" ? point : undefined,
    );
  }

  /** The rules that hold for the pod in the direction; shared by all pods for which the same rules hold. */
  profile(pod: number, direction: Direction): Profile {
    const kept = this.#profileOf[direction][pod];
    if (kept !== undefined) return kept;
    const profile = this.#shared(pod, direction) ?? this.#made(pod, direction);
    this.#profileOf[direction][pod] = profile;
    return profile;
  }

  #made(pod: number, direction: Direction): Profile {
    const { all, some } = this.#selecting(pod);
    const partly = some.filter((it) => it.policy.policy[direction] !== undefined).slice(0, MOST_FORKS);
    return this.#forked(pod, direction, all, partly).profile;
  }

  /** That of another pod which the same policies select, where they say nothing that depends on the pod besides. */
  #shared(pod: number, direction: Direction): Profile | undefined {
    const point = this.universe.point(pod);
    if (point?.kind !== "pod") return undefined;
    const places = this.places.for(point.namespace);
    let alike = this.#alike.get(places);
    if (alike === undefined) {
      alike = new Alike(
        places.flatMap((at) => this.places.all[at] ?? []),
        this.universe,
      );
      this.#alike.set(places, alike);
    }
    return alike.profile(pod, direction, (policies) =>
      policies.every((it) => isAlikeForAll(it.policy, direction))
        ? this.#plain(pod, direction, policies).profile
        : undefined,
    );
  }

  /** One profile where every policy selects all of the pods; else one for those that a policy selects, and one for the rest. */
  #forked(
    pod: number,
    direction: Direction,
    policies: readonly PlacedInProgram[],
    some: readonly PartlySelecting[],
  ): { readonly profile: Profile; readonly key: string } {
    const [first, ...rest] = some;
    if (first === undefined) return this.#plain(pod, direction, policies);
    const words = requirementsInWords(first.asked);
    const alike = some.filter((it) => requirementsInWords(it.asked) === words);
    const others = rest.filter((it) => !alike.includes(it));
    const selecting = new Set([...policies, ...alike.map((it) => it.policy)]);
    const then = this.#forked(
      pod,
      direction,
      this.places.all.filter((it) => selecting.has(it)),
      others.filter((it) => !excludeEachOther(it.asked, first.asked)),
    );
    const otherwise = this.#forked(pod, direction, policies, others);
    const key = `${words} ? (${then.key}) : (${otherwise.key})`;
    let profile = this.profiles.get(direction, key);
    if (profile === undefined) {
      const rule = first.policy.policy[direction]?.rules[0];
      profile = new ForkedProfile(words, then.profile, otherwise.profile, rule);
      this.profiles.set(direction, key, profile);
    }
    return { profile, key };
  }

  #plain(
    pod: number,
    direction: Direction,
    policies: readonly PlacedInProgram[],
  ): { readonly profile: Profile; readonly key: string } {
    const point = this.universe.point(pod);
    const ports = point?.kind === "pod" ? point.ports : [];
    const effective = policies.filter((it) => it.policy[direction] !== undefined);
    const narrowed = effective.map((it) => this.#narrowed(it, direction, pod));
    // Of an ingress rule the subject is the destination, so its container ports decide what named ports are.
    const named = direction === "ingress" ? namedIn(narrowed) : [];
    const resolved = named.length === 0 ? "" : `@${portNumbers(named, ports).join()}`;
    const subjects = narrowed.some((it) => it.narrow) ? `|${narrowed.map((it) => it.rules.length).join()}|${pod}` : "";
    const key = `${effective.map((it) => it.serial).join()}${resolved}${subjects}`;
    let profile = this.profiles.get(direction, key);
    if (profile === undefined) {
      profile = new WholeProfile(
        this.places.frame,
        this.universe,
        direction,
        narrowed,
        point?.kind === "pod" ? point : undefined,
      );
      this.profiles.set(direction, key, profile);
    }
    return { profile, key };
  }

  #narrowed(it: PlacedInProgram, direction: Direction, end: number | Point): ActivePolicy {
    const block = it.policy[direction] as Block;
    const narrow = block.rules.some((rule) => rule.subject !== undefined);
    const rules = narrow ? block.rules.flatMap((rule) => this.#asSubject(rule, end)) : block.rules;
    const { isolates, narrows = [] } = block;
    return { stage: it.stage, tier: it.tier, policy: it.policy, isolates, narrows, rules, narrow };
  }

  /** The rule where it is for the subject, and on a condition where that cannot be told. */
  #asSubject(rule: CompiledRule, end: number | Point): CompiledRule[] {
    const { subject, refine } = rule;
    if (subject === undefined) return [rule];
    const match =
      typeof end === "number" ? this.universe.match(subject, end, []) : this.universe.matchPoint(subject, end, []);
    if (!match.matches) return [];
    if (match.provided === undefined) return [rule];
    // The same words are also said of peers.
    const own = inWords(match.provided).replaceAll("the pod's", "the selected pod's");
    const when = refine === undefined ? own : `${own} and ${refine.when}`;
    return [{ ...rule, refine: { onMiss: "next", ...refine, when } }];
  }
}

/** Keys of all queries of the policies. */
function queriesOf(policies: readonly CompiledPolicy[]): ReadonlySet<string> {
  return new Set(policies.flatMap((it) => [...it.subject, ...queriesIn(it)].map(queryKey)));
}

/** True where the policy says the same of all pods that it selects: no rule is for some of them, none calls a port by its name. */
function isAlikeForAll(policy: CompiledPolicy, direction: Direction): boolean {
  const rules = policy[direction]?.rules ?? [];
  return rules.every(
    ({ subject, traffic: { named, except } }) =>
      subject === undefined && named.length === 0 && (except?.named ?? []).length === 0,
  );
}

/** True of a policy that speaks otherwise of the pods that are others. */
function isToldBy(policy: CompiledPolicy, relabelling: Relabelling): boolean {
  return queriesIn(policy).some((it) => relabelling.isToldBy(it)) || relabelling.isToldByPorts(portsOfPeersIn(policy));
}

/** What tells profiles with one of the policies. */
function staleness(concerned: ReadonlySet<CompiledPolicy>): (profile: Profile) => boolean {
  const known = new Map<Profile, boolean>();
  return (profile) => {
    let isStale = known.get(profile);
    if (isStale === undefined) {
      isStale = profile.policies.some((it) => concerned.has(it));
      known.set(profile, isStale);
    }
    return isStale;
  };
}

/** A policy that selects those of a point's pods of which something holds. */
interface PartlySelecting {
  readonly policy: PlacedInProgram;
  readonly asked: PodQuery;
}

/** Each doubles the profiles of a pod at most; policies beyond are those that select none of it. */
const MOST_FORKS = 6;

/** True for two values of one label. */
function excludeEachOther(a: PodQuery, b: PodQuery): boolean {
  return a.some((mine) =>
    b.some(
      (other) =>
        mine.key === other.key &&
        mine.operator === "In" &&
        other.operator === "In" &&
        !mine.values.some((it) => other.values.includes(it)),
    ),
  );
}

/** All profiles in use, each with its pods, for a caller that wants every subject. */
export const profilesOf = memoize((engine: Engine): Record<Direction, ReadonlyMap<Profile, BitSet>> => {
  const groups = { ingress: new Map<Profile, number[]>(), egress: new Map<Profile, number[]>() };
  engine.universe.index.all.each((pod) => {
    for (const direction of DIRECTIONS) {
      const profile = engine.profile(pod, direction);
      const pods = groups[direction].get(profile);
      if (pods === undefined) groups[direction].set(profile, [pod]);
      else pods.push(pod);
    }
  });
  const asSets = (pods: ReadonlyMap<Profile, readonly number[]>): ReadonlyMap<Profile, BitSet> =>
    new Map([...pods].map(([profile, it]) => [profile, BitSet.of(it)]));
  return { ingress: asSets(groups.ingress), egress: asSets(groups.egress) };
});
