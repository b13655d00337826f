/** NP1404: a protocol that the policy API does not have. */

import type { BadValue } from "../../model/shape-problem.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal, oneOf, quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1404",
  name: "unknown-protocol",
  title: "Unknown protocol",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-15", "CP-4", "CV-26"],

  *check(problem) {
    if (isReportedBy("unknown-protocol", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) =>
    problem.instead === undefined
      ? faultMessage(problem)
      : `${faultMessage(problem)}; did you mean ${quoted(problem.instead)}?`,
  note: ({ problem }) => `Allowed here: ${oneOf(protocolsOf(problem))}, in uppercase. ${afterRefusal(problem)}`,

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ problem }) => writeText(problem.at, problem.instead) },
  },
});

function protocolsOf({ fault }: BadValue): readonly string[] {
  return fault.is === "unknown-value" || fault.is === "value-of-other-version" ? fault.allowed : [];
}
