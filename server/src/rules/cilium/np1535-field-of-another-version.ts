/** NP1535: a field that requires a later version of Cilium, or was removed. */

import { FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1535",
  name: "field-of-another-version",
  title: "A field that this Cilium version does not have",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-6", "CV-7", "CV-16", "CP-52"],

  check: (problem) => faultsFor("field-of-another-version", problem),

  ...FAULT_WORDS,
});
