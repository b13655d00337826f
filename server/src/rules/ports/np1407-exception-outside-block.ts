/** NP1407: an exception that excludes nothing from its CIDR block, or all of it. */

import { relatedPlace } from "../evidence/fault-finding.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { afterFault, faultMessage, faultSeverity } from "../words/fault-words.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1407",
  name: "exception-outside-block",
  title: "An exception that is not inside its CIDR block",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-41", "KV-9", "CV-11"],

  *check(problem) {
    if (!isReportedBy("exception-outside-block", problem)) return;
    const block = problem.fault.is === "outside" ? quoted(problem.fault.outer) : "";
    yield { at: problem.at, severity: faultSeverity(problem), problem, block };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) => `An exception only excludes addresses from its own block. ${afterFault(problem)}`,
  related: ({ problem, block }) => relatedPlace(problem, `the block ${block}`),
});
