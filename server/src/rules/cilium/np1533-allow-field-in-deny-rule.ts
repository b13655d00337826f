/** NP1533: DNS names, L7 rules and other fields of allow rules in a deny rule, which does not have them. */

import { FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1533",
  name: "allow-field-in-deny-rule",
  title: "A field of allow rules in a deny rule",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-3", "CP-25"],

  check: (problem) => faultsFor("allow-field-in-deny-rule", problem),

  ...FAULT_WORDS,
});
