/** NP1521: an entity that admits more than the policy's own words say. */

import { wideEntities } from "./wide-entities.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
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

  check: wideEntities,

  message: ({ entity, word, whom }) => `The policy says ${quoted(word, 24)}, and \`${entity}\` admits ${whom} too`,
  note: ({ entity }) =>
    entity === "all"
      ? "`all` is inside and outside; `cluster` is every pod and node; `host`, `remote-node` and `health` are what probes."
      : "`cluster` is every pod and every node. What probes pods is `host`, `remote-node` and `health`.",
});
