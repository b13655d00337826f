/** NP1534: ICMP types and ports in one rule of a Cilium policy, or Services and ports in a version that rejects that. */

import { splitPortsAndIcmp } from "./item-halves.js";
import { FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1534",
  name: "clashing-item-keys",
  title: "Keys that cannot be combined in one rule",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-4", "CV-5", "CP-9"],

  check: (problem) => faultsFor("clashing-item-keys", problem),

  ...FAULT_WORDS,

  fixes: {
    split: { safety: "changes-traffic", fix: ({ problem }, view) => splitPortsAndIcmp(problem, view) },
  },
});
