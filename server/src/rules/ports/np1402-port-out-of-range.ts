/** NP1402: a port number that does not exist. */

import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1402",
  name: "port-out-of-range",
  title: "A port outside 1 to 65535",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-10"],

  *check(problem) {
    if (isReportedBy("port-out-of-range", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `\`0\` does not mean all ports; omit \`port\` for that. A leading zero makes a number octal. ${afterRefusal(problem)}`,
});
