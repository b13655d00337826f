/** Cilium entities that allow more than the policy's own words say (NP1521). */

import { type PolicyPart, peersOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { Site } from "../../base/source.js";

/** Words for the inside of the cluster, and words for probes. */
const INSIDE = /\b(internal|cluster[- ]?(only|local|internal)|in[- ]cluster|intra[- ]cluster|private)\b/i;
const PROBES = /\b(health[- ]?checks?|probes?|liveness|readiness|kubelet)\b/i;
/** Cilium entities that allow more than such words, and what else they allow. */
const WIDE: ReadonlyMap<string, { readonly unlike: RegExp; readonly whom: string }> = new Map([
  ["all", { unlike: INSIDE, whom: "everything outside the cluster" }],
  ["cluster", { unlike: PROBES, whom: "every pod in every namespace" }],
]);

/** An entity, the words that say less, and what else it allows. */
export interface WideEntity {
  readonly at: Site;
  readonly entity: string;
  readonly word: string;
  readonly whom: string;
}

/** In the order of the ingress rules that allow. */
export function* wideEntities(policy: Policy): Iterable<WideEntity> {
  for (const part of policy.reading.parts) {
    const rules = part.rules.filter((it) => it.verdict === "allow" && it.direction === "ingress");
    for (const peer of rules.flatMap(peersOf)) {
      const wide = peer.type === "entity" ? WIDE.get(peer.name.value) : undefined;
      const word = wide === undefined ? undefined : saidIn(policy, part, wide.unlike);
      if (peer.type !== "entity" || wide === undefined || word === undefined) continue;
      yield { at: peer.at, entity: peer.name.value, word, whom: wide.whom };
    }
  }
}

/** The words as they appear in the name or the description. */
function saidIn({ name }: Policy, { description }: PolicyPart, pattern: RegExp): string | undefined {
  return (pattern.exec(description?.value ?? "") ?? pattern.exec(name))?.[0];
}
