/** NP1521: an entity that admits more than the policy's own words say. */

import type { Site } from "../../base/source.js";
import { type CiliumSpec, itemsOf } from "../../systems/cilium/model.js";
import type { Policy } from "../../systems/written.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Words that keep the world out, and words for what probes pods. */
const INSIDE = /\b(internal|cluster[- ]?(only|local|internal)|in[- ]cluster|intra[- ]cluster|private)\b/i;
const PROBES = /\b(health[- ]?checks?|probes?|liveness|readiness|kubelet)\b/i;

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
    if (policy.object.system !== "cilium") return;
    for (const spec of policy.object.specs) {
      const word = (pattern: RegExp) => saidIn(policy, spec, pattern);
      for (const { peers, deny, direction } of itemsOf(spec)) {
        if (deny || direction !== "ingress") continue;
        for (const { value, at } of peers.flatMap((it) => (it.type === "entities" ? it.entities : []))) {
          const [inside, probes] = [word(INSIDE), word(PROBES)];
          if (value === "all" && inside !== undefined) yield fact(at, value, inside, "the world");
          else if (value === "cluster" && probes !== undefined) {
            yield fact(at, value, probes, "every pod of every namespace");
          }
        }
      }
    }
  },

  message: ({ entity, word, whom }) => `The policy says ${quoted(word, 24)}, and \`${entity}\` admits ${whom} too`,
  note: ({ entity }) =>
    entity === "all"
      ? "`all` is inside and outside; `cluster` is every pod and node; `host`, `remote-node` and `health` are what probes."
      : "`cluster` is every pod and every node. What probes pods is `host`, `remote-node` and `health`.",
});

function fact(at: Site, entity: string, word: string, whom: string) {
  return { at, entity, word, whom };
}

/** The words as the name or the description has them. */
function saidIn({ name }: Policy, { description }: CiliumSpec, pattern: RegExp): string | undefined {
  return (pattern.exec(description?.value ?? "") ?? pattern.exec(name))?.[0];
}
