/** Pods that the same policies select, found without asking every policy about every pod: many policies select the same pods. */

import type { Direction } from "../model/direction.js";
import type { BitSet } from "./bit-set.js";
import type { PlacedInProgram } from "./policy-places.js";
import type { Profile } from "./profile.js";
import type { Universe } from "./universe.js";

export class Alike {
  readonly #policies: readonly PlacedInProgram[];
  /** Sets of pods that policies select, each with its place. */
  readonly #places = new Map<BitSet, number>();
  /** True where one may select some of the pods that a point stands for, and not the others. */
  readonly #mayDivide: boolean;
  /** For each policy, the place of its set. */
  readonly #placeOf: readonly number[];
  readonly #known: Record<Direction, Map<string, Profile | undefined>> = { ingress: new Map(), egress: new Map() };

  /** @param policies In order of precedence. */
  constructor(policies: readonly PlacedInProgram[], universe: Universe) {
    this.#policies = policies;
    this.#mayDivide = policies.some(({ policy }) => universe.asksUnsettled(policy.subject));
    this.#placeOf = policies.map(({ policy }) => {
      const set = universe.matched(policy.subject);
      const known = this.#places.get(set);
      const place = known ?? this.#places.size;
      if (known === undefined) this.#places.set(set, place);
      return place;
    });
  }

  /**
   * What was made for a pod that the same policies select; undefined where there is none that holds for all of them.
   *
   * @param make Makes it of those with rules of the direction; undefined where it would not be the same for all such pods.
   */
  profile(
    pod: number,
    direction: Direction,
    make: (policies: readonly PlacedInProgram[]) => Profile | undefined,
  ): Profile | undefined {
    if (this.#mayDivide) return undefined;
    const selecting = new Set<number>();
    for (const [set, place] of this.#places) if (set.has(pod)) selecting.add(place);
    const known = this.#known[direction];
    const key = [...selecting].join();
    let profile = known.get(key);
    if (profile === undefined && !known.has(key)) {
      profile = make(
        this.#policies.filter((it, at) => selecting.has(this.#placeOf[at] ?? -1) && it.policy[direction] !== undefined),
      );
      known.set(key, profile);
    }
    return profile;
  }
}
