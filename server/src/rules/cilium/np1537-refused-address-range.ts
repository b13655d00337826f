/** NP1537: an item of `fromCIDRSet` or `toCIDRSet` without exactly one source of addresses, or a spelling that Cilium rejects. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1537",
  name: "refused-address-range",
  title: "A CIDR block or set that Cilium rejects",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-9", "CV-10"],

  check: (problem) => faultsFor("refused-address-range", problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
  },
});
