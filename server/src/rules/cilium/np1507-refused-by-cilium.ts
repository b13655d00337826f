/** NP1507: any other value that the CRD's schema or the Cilium agent rejects or reads differently, so that all are reported. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1507",
  name: "refused-by-cilium",
  title: "A value that Cilium rejects, or reads differently",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["CV-13", "CV-27", "CV-31", "CV-34"],

  check: (problem) => faultsFor(REFUSED_BY_CILIUM.name, problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
  },
});
