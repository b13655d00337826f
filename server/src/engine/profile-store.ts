/** Profiles by what they are made of, which the evaluators of successive states of a scope hand on to each other. */

import { type Direction, DIRECTIONS } from "../model/direction.js";
import type { Profile } from "./profile.js";
import type { Universe } from "./universe.js";

/** As many profiles as any state may leave behind. Each holds on to its policies, and these to the documents that they were read from. */
const FEW = 64;

export class ProfileStore {
  readonly #kept: Record<Direction, Map<string, Profile>> = { ingress: new Map(), egress: new Map() };
  /** A store that is asked too, and never written to. */
  readonly #origin: ProfileStore | undefined;
  /** True in a state that is only tried: its profiles may be those of the live one. */
  readonly #isTried: boolean;
  #sizeAtLast = 0;

  constructor(origin?: ProfileStore, isTried = origin !== undefined) {
    this.#origin = origin;
    this.#isTried = isTried;
  }

  /** A store for a state that is only tried: it knows what this one knows, and keeps what it adds to itself. */
  fork(): ProfileStore {
    return new ProfileStore(this);
  }

  /** A store of its own with all but some. */
  without(isStale: (profile: Profile) => boolean): ProfileStore {
    const store = new ProfileStore(undefined, this.#isTried);
    for (const from of [this.#origin, this]) {
      if (from === undefined) continue;
      for (const direction of DIRECTIONS) {
        for (const [key, it] of from.#kept[direction]) if (!isStale(it)) store.set(direction, key, it);
      }
    }
    return store;
  }

  /** Has the profiles say of a later universe what they say of an earlier one, which is the same. */
  moveTo(universe: Universe): void {
    if (this.#isTried) return;
    for (const kept of Object.values(this.#kept)) for (const it of kept.values()) it.moveTo(universe);
  }

  get(direction: Direction, key: string): Profile | undefined {
    return this.#kept[direction].get(key) ?? this.#origin?.get(direction, key);
  }

  set(direction: Direction, key: string, profile: Profile): void {
    this.#kept[direction].set(key, profile);
  }

  /** Gives up those of earlier states, once they are most of it. @param inUse Those of the last state. */
  sweep(inUse: () => ReadonlySet<Profile>): void {
    if (this.#size <= 2 * this.#sizeAtLast + FEW) return;
    const used = inUse();
    for (const kept of Object.values(this.#kept)) {
      for (const [key, it] of kept) if (!used.has(it)) kept.delete(key);
    }
    this.#sizeAtLast = this.#size;
  }

  get #size(): number {
    return this.#kept.ingress.size + this.#kept.egress.size;
  }
}
