/** NP1707: domain names of tiered policies that match nothing or are rejected: wrong wildcards, URLs, rules that deny. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1707",
  name: "misread-domain-name",
  title: "A domain name that matches nothing",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["NP-15", "NV-9", "NV-12"],

  check: (problem) => faultsFor("misread-domain-name", problem),

  ...FAULT_WORDS,

  fixes: { correct },
});
