/** The policies of a program in order of precedence, found by the namespaces of their subjects. */

import { spliced, stretchBetween } from "../base/derived-list.js";
import { memoize } from "../base/memoize.js";
import type { CompiledPolicy, Program, Stage, Tier } from "./program.js";

export interface PlacedInProgram {
  readonly stage: Stage;
  readonly tier: Tier;
  readonly policy: CompiledPolicy;
  /** Equal for equal policies alone, in all states of a scope. */
  readonly serial: number;
}

export class PolicyPlaces {
  readonly #serials: Serials;
  readonly #pending: boolean;
  /** The program without its policies: the very same for successive programs that do not differ in it. */
  readonly frame: Program;
  /** Those that count, in the same order. */
  readonly policies: readonly CompiledPolicy[];
  /** All policies in order of precedence. */
  readonly all: readonly PlacedInProgram[];
  /** Policies that the earlier state does not have, and those that it has besides. */
  readonly changed: readonly CompiledPolicy[];
  /** Places of policies whose subjects are all in one namespace, and of the others. */
  readonly #byNamespace: ReadonlyMap<string, readonly number[]>;
  readonly #anywhere: readonly number[];
  /** Both together, by namespace. */
  readonly #placesOf: Map<string, readonly number[]>;

  /**
   * @param pending Staged policies count as enforced.
   * @param last Those of an earlier state.
   */
  constructor(program: Program, pending: boolean, last?: PolicyPlaces) {
    this.#serials = last === undefined ? new Serials() : last.#serials;
    this.#pending = pending;
    this.frame = frameOf(program, last?.frame);
    const before = last !== undefined && this.isFramedAs(last) ? last : undefined;
    const { policies, ends } = policiesIn(program, this.frame, pending);
    const known = before === undefined ? [] : before.policies;
    const { start, before: end, after } = stretchBetween(known, policies);
    const added = policies.slice(start, after);
    const removed = known.slice(start, end);
    const placed = added.flatMap((policy, at): readonly PlacedInProgram[] => {
      const home = ends.find((it) => start + at < it.end);
      return home === undefined
        ? []
        : [{ stage: home.stage, tier: home.tier, policy, serial: this.#serials.of(policy) }];
    });
    this.policies = policies;
    this.all = before === undefined ? placed : spliced(before.all, start, end, placed);
    this.changed = [...without(removed, added), ...without(added, removed)];
    const isPlacedAlike =
      removed.length === added.length && added.every((it, at) => namespaceOf(it) === namespaceOf(removed[at] ?? it));
    if (before !== undefined && isPlacedAlike) {
      this.#byNamespace = before.#byNamespace;
      this.#anywhere = before.#anywhere;
      this.#placesOf = before.#placesOf;
      return;
    }
    const [byNamespace, anywhere] = [new Map<string, number[]>(), [] as number[]];
    for (const [at, it] of policies.entries()) {
      const namespace = namespaceOf(it);
      const places = namespace === undefined ? anywhere : byNamespace.get(namespace);
      if (places !== undefined) places.push(at);
      else if (namespace !== undefined) byNamespace.set(namespace, [at]);
    }
    this.#byNamespace = byNamespace;
    this.#anywhere = anywhere;
    this.#placesOf = new Map();
  }

  /** True where both tell policies and tiers apart in the same way. */
  isFramedAs(other: PolicyPlaces): boolean {
    return this.frame === other.frame && this.#pending === other.#pending;
  }

  /** Places of the policies that may select pods of the namespace, ascending. */
  for(namespace: string | undefined): readonly number[] {
    const own = namespace === undefined ? undefined : this.#byNamespace.get(namespace);
    if (namespace === undefined || own === undefined) return this.#anywhere;
    let places = this.#placesOf.get(namespace);
    if (places === undefined) {
      places = [...own, ...this.#anywhere].sort((a, b) => a - b);
      this.#placesOf.set(namespace, places);
    }
    return places;
  }
}

interface TierEnd {
  readonly stage: Stage;
  readonly tier: Tier;
  /** The place behind its last policy. */
  readonly end: number;
}

/** All that count, in order, and where each tier of the frame ends. */
function policiesIn(
  program: Program,
  frame: Program,
  pending: boolean,
): { readonly policies: readonly CompiledPolicy[]; readonly ends: readonly TierEnd[] } {
  const policies: CompiledPolicy[] = [];
  const ends: TierEnd[] = [];
  for (const [at, stage] of frame.stages.entries()) {
    for (const [index, tier] of stage.tiers.entries()) {
      for (const it of program.stages[at]?.tiers[index]?.policies ?? []) {
        if (it.staged !== true || pending) policies.push(it);
      }
      ends.push({ stage, tier, end: policies.length });
    }
  }
  return { policies, ends };
}

function without<T>(items: readonly T[], others: readonly T[]): T[] {
  const known = new Set(others);
  return items.filter((it) => !known.has(it));
}

/** What profiles read of a program besides their own policies. */
function frameOf({ stages }: Program, before: Program | undefined): Program {
  const frame = { stages: stages.map((it) => ({ ...it, tiers: it.tiers.map((tier) => ({ ...tier, policies: [] })) })) };
  return before !== undefined && JSON.stringify(before) === JSON.stringify(frame) ? before : frame;
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
