/** NP1540: a port of a Cilium policy that is neither a number nor a name, is not the number it seems to be, or does not make a range. */

import { writeRange } from "./port-ranges.js";
import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1540",
  name: "misread-cilium-port",
  title: "A port that Cilium rejects, or reads as a different port",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-20", "CV-21", "CV-22", "CV-23", "CV-25", "CV-26", "CP-56"],

  check: (problem) => faultsFor("misread-cilium-port", problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
    "write-range": { safety: "changes-traffic", fix: ({ problem }, view) => writeRange(problem, view) },
  },
});
