/** NP1543: an item of `serverNames` that is not a name or is there twice, or a list that is empty or next to L7 rules. */

import { FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1543",
  name: "refused-server-name",
  title: "A server name that Cilium rejects",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-32"],

  check: (problem) => faultsFor("refused-server-name", problem),

  ...FAULT_WORDS,
});
