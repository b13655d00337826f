/** NP1536: a word in `fromEntities` or `toEntities` that is not an entity. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1536",
  name: "unknown-entity",
  title: "Unknown entity",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-8", "CP-42"],

  check: (problem) => faultsFor("unknown-entity", problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
  },
});
