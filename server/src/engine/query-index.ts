/** Policies by what their queries look at: those that may tell pods apart which differ in little, found without asking each. */

import { portsOfPeersIn, queriesIn } from "./mentions.js";
import type { CompiledPolicy, FacetRequirement } from "./program.js";
import type { FacetChange, Relabelling } from "./relabelling.js";

export class QueryIndex {
  /** Of queries that ask for one of some values. */
  readonly #byValue = new Map<string, Set<CompiledPolicy>>();
  /** Of those that ask anything else of a facet. */
  readonly #byKey = new Map<string, Set<CompiledPolicy>>();
  readonly #withPorts = new Set<CompiledPolicy>();
  readonly #known = new Set<CompiledPolicy>();

  /** An index of these policies, and perhaps of some that are no longer there. */
  static of(policies: readonly CompiledPolicy[], changed: readonly CompiledPolicy[], before?: QueryIndex): QueryIndex {
    const isServing = before !== undefined && before.#known.size <= 2 * policies.length + FEW;
    const index = isServing ? before : new QueryIndex();
    for (const it of isServing ? changed : policies) index.#add(it);
    return index;
  }

  #add(policy: CompiledPolicy): void {
    if (this.#known.has(policy)) return;
    this.#known.add(policy);
    if (portsOfPeersIn(policy).length > 0) this.#withPorts.add(policy);
    for (const query of queriesIn(policy)) for (const it of query) this.#enter(policy, it);
  }

  #enter(policy: CompiledPolicy, { facet, key, operator, values }: FacetRequirement): void {
    if (operator === "In") for (const it of values) entered(this.#byValue, keyOfValue(facet, key, it)).add(policy);
    else entered(this.#byKey, `${facet} ${key}`).add(policy);
  }

  /** Policies of the state that may say otherwise of the pods; each is to be asked. */
  mayTell({ changes }: Relabelling): Iterable<CompiledPolicy> {
    const found = new Set(this.#withPorts);
    for (const change of changes) for (const it of this.#askingFor(change)) found.add(it);
    return found;
  }

  *#askingFor({ facet, key, values }: FacetChange): Iterable<CompiledPolicy> {
    yield* this.#byKey.get(`${facet} ${key}`) ?? [];
    for (const it of values) yield* this.#byValue.get(keyOfValue(facet, key, it)) ?? [];
  }
}

/** Policies of earlier states are kept, with the documents that they were read from, until they are most of it. */
const FEW = 64;

function keyOfValue(facet: FacetRequirement["facet"], key: string, value: string): string {
  return `${facet} ${key}\n${value}`;
}

function entered(sets: Map<string, Set<CompiledPolicy>>, key: string): Set<CompiledPolicy> {
  let set = sets.get(key);
  if (set === undefined) {
    set = new Set();
    sets.set(key, set);
  }
  return set;
}
