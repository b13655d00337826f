/** NP1539: an ICMP type or address family that the schema or the agent does not have. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1539",
  name: "unknown-icmp-type",
  title: "Unknown ICMP type",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-14"],

  check: (problem) => faultsFor("unknown-icmp-type", problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
  },
});
