/** NP1102: a label key or value in a selector that no object can have, so the policy is rejected. */

import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { afterFault, faultMessage, faultSeverity } from "../words/fault-words.js";

export default defineRule({
  code: "NP1102",
  name: "malformed-label",
  title: "A label that no object can have",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-17", "KV-18", "KV-20"],

  *check(problem) {
    if (isReportedBy("malformed-label", problem)) yield { at: problem.at, severity: faultSeverity(problem), problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `A label value has at most 63 letters, digits, \`-\`, \`_\` and \`.\`, and starts and ends with a letter or digit. So does a key, which may have a DNS name and \`/\` before it. ${afterFault(problem)}`,
});
