/** NP1706: a named port of a tiered policy for peers that have no named ports, or with a name that no port can have. */

import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1706",
  name: "named-port-matches-nothing",
  title: "A named port that matches nothing",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["NP-8", "NV-11", "NV-14", "AV-8"],

  check: (problem) => faultsFor("named-port-matches-nothing", problem),

  ...FAULT_WORDS,

  fixes: {
    correct: {
      ...correct,
      // A number belongs under another key.
      fix: (finding, view) => {
        const { fault } = finding.problem;
        return fault.is === "malformed" && fault.flaw === "name" ? correct.fix(finding, view) : undefined;
      },
    },
  },
});
