/** Entities of Cilium that admit more than the policy's own words say (NP1521). */

import { type PolicyPart, peersOf, rulesIn } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { Site } from "../../base/source.js";

/** Words that keep the world out, and words for what probes pods. */
const INSIDE = /\b(internal|cluster[- ]?(only|local|internal)|in[- ]cluster|intra[- ]cluster|private)\b/i;
const PROBES = /\b(health[- ]?checks?|probes?|liveness|readiness|kubelet)\b/i;
/** Entities of Cilium that admit more than such words: whom else. */
const WIDE: ReadonlyMap<string, { readonly unlike: RegExp; readonly whom: string }> = new Map([
  ["all", { unlike: INSIDE, whom: "the world" }],
  ["cluster", { unlike: PROBES, whom: "every pod of every namespace" }],
]);

/** An entity, the words that say less, and whom it admits besides. */
export interface WideEntity {
  readonly at: Site;
  readonly entity: string;
  readonly word: string;
  readonly whom: string;
}

/** In the order of the ingress rules that allow. */
export function* wideEntities(policy: Policy): Iterable<WideEntity> {
  for (const part of policy.reading.parts) {
    const rules = rulesIn(part).filter((it) => it.verdict === "allow" && it.direction === "ingress");
    for (const peer of rules.flatMap(peersOf)) {
      const wide = peer.type === "entity" ? WIDE.get(peer.name.value) : undefined;
      const word = wide === undefined ? undefined : saidIn(policy, part, wide.unlike);
      if (peer.type !== "entity" || wide === undefined || word === undefined) continue;
      yield { at: peer.at, entity: peer.name.value, word, whom: wide.whom };
    }
  }
}

/** The words as the name or the description has them. */
function saidIn({ name }: Policy, { description }: PolicyPart, pattern: RegExp): string | undefined {
  return (pattern.exec(description?.value ?? "") ?? pattern.exec(name))?.[0];
}
