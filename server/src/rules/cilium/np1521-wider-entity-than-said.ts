/** NP1521: an entity that allows more than the policy's own words say. */

import { wideEntities } from "./wide-entities.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1521",
  name: "wider-entity-than-said",
  title: "An entity that allows more than the policy says",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["CP-38"],

  check: wideEntities,

  message: ({ entity, word, whom }) => `The policy says ${quoted(word)}, but \`${entity}\` also allows ${whom}`,
  note: ({ entity }) =>
    entity === "all"
      ? "`all` is everything inside and outside the cluster, `cluster` every pod and node. Probes come from `host`, `remote-node` and `health`."
      : "`cluster` is every pod and node. Probes come from `host`, `remote-node` and `health`.",
});
