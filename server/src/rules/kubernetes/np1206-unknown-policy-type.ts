/** NP1206: a policy type that is neither `Ingress` nor `Egress`. */

import { isReportedBy } from "../evidence/fault-reporters.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal, quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1206",
  name: "unknown-policy-type",
  title: "Unknown policy type",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-16"],

  *check(problem) {
    if (isReportedBy("unknown-policy-type", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => {
    const hint = problem.instead === undefined ? "" : `; did you mean ${quoted(problem.instead)}?`;
    return `${faultMessage(problem)}${hint}`;
  },
  note: ({ problem }) => `Policy types are \`Ingress\` and \`Egress\`, with a capital letter. ${afterRefusal(problem)}`,

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ problem }) => writeText(problem.at, problem.instead) },
  },
});
