/** NP1542: a `method` or `path` of an HTTP rule that is not a regular expression of RE2. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1542",
  name: "malformed-expression",
  title: "Invalid regular expression",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-31"],

  check: (problem) => faultsFor("malformed-expression", problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
  },
});
