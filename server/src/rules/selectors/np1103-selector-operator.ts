/** NP1103: a selector expression with an unknown operator, or with values that its operator does not allow. */

import { partOf } from "../../base/source.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { afterFault, faultMessage, faultSeverity } from "../words/fault-words.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1103",
  name: "selector-operator",
  title: "A selector expression with an invalid operator or values",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-19"],

  *check(problem) {
    if (isReportedBy("selector-operator", problem)) yield { at: problem.at, severity: faultSeverity(problem), problem };
  },

  absence: ({ problem }) => problem.fault.is === "lacks",

  message: ({ problem }) => {
    const { instead } = problem;
    return `${faultMessage(problem)}${instead === undefined ? "" : `; did you mean ${quoted(instead)}?`}`;
  },
  note: ({ problem }) =>
    `\`In\` and \`NotIn\` require at least one value; \`Exists\` and \`DoesNotExist\` must not have any. ${afterFault(problem)}`,

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ problem }) => writeText(problem.at, problem.instead) },
    "remove-values": {
      safety: "changes-traffic",
      fix: ({ problem: { fault, at } }) =>
        fault.is === "clash"
          ? { title: "Remove `values`", edit: (editor) => editor.remove(partOf(at, "pair")) }
          : undefined,
    },
  },
});
