/** Profiles by what they are made of, which the evaluators of successive states of a scope hand on to each other. */

import type { Direction } from "../model/direction.js";
import type { Profile } from "./profile.js";
import type { CompiledPolicy, Program } from "./program.js";
import type { Universe } from "./universe.js";

/** What profiles depend on besides their own policies. */
export interface ProfileGround {
  readonly program: Program;
  readonly universe: Universe;
  /** Staged policies count as enforced. */
  readonly pending: boolean;
}

/** Beyond this many, the profiles of earlier states are given up. */
const MOST_KEPT = 200_000;

export class ProfileStore {
  readonly #ground: ProfileGround;
  readonly #kept: Record<Direction, Map<string, Profile>> = { ingress: new Map(), egress: new Map() };
  /** A store that is asked too, and never written to. */
  readonly #origin: ProfileStore | undefined;
  readonly #serials: Serials;

  constructor(ground: ProfileGround, origin?: ProfileStore) {
    this.#ground = ground;
    this.#origin = origin;
    this.#serials = origin === undefined ? new Serials() : origin.#serials;
  }

  /** True when the profiles hold for a state with that ground too, and are not too many. */
  serves({ program, universe, pending }: ProfileGround): boolean {
    const own = this.#ground;
    return (
      universe === own.universe &&
      pending === own.pending &&
      frameOf(program) === frameOf(own.program) &&
      this.#size < MOST_KEPT
    );
  }

  /** A store for a state that is only tried: it knows what this one knows, and keeps what it adds to itself. */
  fork(): ProfileStore {
    return new ProfileStore(this.#ground, this);
  }

  /** Equal for equal compiled policies alone; keys are made of these. */
  serialOf(policy: CompiledPolicy): number {
    return this.#serials.of(policy);
  }

  get(direction: Direction, key: string): Profile | undefined {
    return this.#kept[direction].get(key) ?? this.#origin?.get(direction, key);
  }

  set(direction: Direction, key: string, profile: Profile): void {
    this.#kept[direction].set(key, profile);
  }

  get #size(): number {
    const own = this.#kept.ingress.size + this.#kept.egress.size;
    return this.#origin === undefined ? own : own + this.#origin.#size;
  }
}

/** Numbers compiled policies in the order in which they are met. */
class Serials {
  readonly #known = new WeakMap<CompiledPolicy, number>();
  #last = 0;

  of(policy: CompiledPolicy): number {
    let serial = this.#known.get(policy);
    if (serial === undefined) {
      serial = ++this.#last;
      this.#known.set(policy, serial);
    }
    return serial;
  }
}

/** What profiles read of a program besides their own policies. */
function frameOf({ stages }: Program): string {
  return JSON.stringify(stages.map((it) => [it.id, it.defaults, it.tiers.map(({ policies: _, ...tier }) => tier)]));
}
