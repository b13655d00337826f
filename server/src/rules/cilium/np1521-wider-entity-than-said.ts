/** NP1521: an entity that admits more than the policy's own words say. */

import { type PolicyPart, peersOf, rulesIn } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Words that keep the world out, and words for what probes pods. */
const INSIDE = /\b(internal|cluster[- ]?(only|local|internal)|in[- ]cluster|intra[- ]cluster|private)\b/i;
const PROBES = /\b(health[- ]?checks?|probes?|liveness|readiness|kubelet)\b/i;
/** Entities of Cilium that admit more than such words: whom else. */
const WIDE: ReadonlyMap<string, { readonly unlike: RegExp; readonly whom: string }> = new Map([
  ["all", { unlike: INSIDE, whom: "the world" }],
  ["cluster", { unlike: PROBES, whom: "every pod of every namespace" }],
]);

export default defineRule({
  code: "NP1521",
  name: "wider-entity-than-said",
  title: "An entity that admits more than the policy says",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["CP-38"],

  *check(policy) {
    for (const part of policy.reading.parts) {
      const rules = rulesIn(part).filter((it) => it.verdict === "allow" && it.direction === "ingress");
      for (const peer of rules.flatMap(peersOf)) {
        const wide = peer.type === "entity" ? WIDE.get(peer.name.value) : undefined;
        const word = wide === undefined ? undefined : saidIn(policy, part, wide.unlike);
        if (peer.type !== "entity" || wide === undefined || word === undefined) continue;
        yield { at: peer.at, entity: peer.name.value, word, whom: wide.whom };
      }
    }
  },

  message: ({ entity, word, whom }) => `The policy says ${quoted(word, 24)}, and \`${entity}\` admits ${whom} too`,
  note: ({ entity }) =>
    entity === "all"
      ? "`all` is inside and outside; `cluster` is every pod and node; `host`, `remote-node` and `health` are what probes."
      : "`cluster` is every pod and every node. What probes pods is `host`, `remote-node` and `health`.",
});

/** The words as the name or the description has them. */
function saidIn({ name }: Policy, { description }: PolicyPart, pattern: RegExp): string | undefined {
  return (pattern.exec(description?.value ?? "") ?? pattern.exec(name))?.[0];
}
