/** The evaluator of one scope: subjects grouped by the rules that hold for them, answers kept per group. */

import { memoize } from "../base/memoize.js";
import { type Direction, DIRECTIONS } from "../model/direction.js";
import type { BitSet } from "./bit-set.js";
import type { Outcome } from "./outcome.js";
import { type ActivePolicy, namedIn, Profile } from "./profile.js";
import { ProfileStore } from "./profile-store.js";
import type { Block, CompiledPolicy, Program, Stage, Tier } from "./program.js";
import { portNumbers } from "./traffic-set.js";
import type { Point, Universe } from "./universe.js";

export class Engine {
  readonly program: Program;
  readonly universe: Universe;
  /** All policies in order of precedence. */
  readonly #flat: readonly FlatPolicy[];
  /** Places in `#flat` of policies whose subjects are all in one namespace, and of the others. */
  readonly #byNamespace = new Map<string, number[]>();
  readonly #anywhere: number[] = [];
  /** What this evaluator has worked out, for one of another state of the scope. */
  readonly profiles: ProfileStore;
  readonly #profileOf: Record<Direction, (Profile | undefined)[]> = { ingress: [], egress: [] };

  /**
   * @param pending Evaluates staged policies as if they were enforced.
   * @param known Profiles of an earlier state, which are kept where they hold for this one too.
   */
  constructor(program: Program, universe: Universe, pending = false, known?: ProfileStore) {
    this.program = program;
    this.universe = universe;
    const ground = { program, universe, pending };
    this.profiles = known?.serves(ground) === true ? known : new ProfileStore(ground);
    const flat: FlatPolicy[] = [];
    for (const stage of program.stages) {
      for (const tier of stage.tiers) {
        for (const policy of tier.policies) {
          if (policy.staged === true && !pending) continue;
          const namespace = namespaceOf(policy);
          const places = namespace === undefined ? this.#anywhere : this.#placesIn(namespace);
          places.push(flat.length);
          flat.push({ stage, tier, policy, serial: this.profiles.serialOf(policy) });
        }
      }
    }
    this.#flat = flat;
  }

  #placesIn(namespace: string): number[] {
    let places = this.#byNamespace.get(namespace);
    if (places === undefined) {
      places = [];
      this.#byNamespace.set(namespace, places);
    }
    return places;
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
    let profile = this.profiles.get(direction, key);
    if (profile === undefined) {
      profile = new Profile(
        this.program,
        this.universe,
        direction,
        narrowed,
        point?.kind === "pod" ? point : undefined,
      );
      this.profiles.set(direction, key, profile);
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

/** The one namespace that all subjects of a policy are in, when its queries say so. */
const namespaceOf = memoize(({ subject }: CompiledPolicy): string | undefined => {
  const names = new Set(
    subject.map((query) => {
      const pinned = query.find((it) => it.facet === "namespace" && it.operator === "In" && it.values.length === 1);
      return pinned?.values[0];
    }),
  );
  return names.size === 1 ? [...names][0] : undefined;
});

/** All profiles in use, for a caller that wants every subject. */
export const profilesOf = memoize((engine: Engine): Record<Direction, ReadonlyMap<Profile, readonly number[]>> => {
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
});
