/** NP1541: several kinds of L7 rules in one item, or L7 rules for a direction, port or policy that does not allow them. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1541",
  name: "misplaced-l7-rules",
  title: "L7 rules where they are not allowed",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-24", "CV-27", "CV-29", "CV-30"],

  check: (problem) => faultsFor("misplaced-l7-rules", problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
  },
});
