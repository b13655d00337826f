/** NP1541: HTTP or DNS rules of several kinds, in a direction, beside ports, or in a policy for nodes that does not take them. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1541",
  name: "misplaced-l7-rules",
  title: "Rules for requests where they cannot be",
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
