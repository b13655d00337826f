/** NP1103: an expression of a selector whose operator is unknown, or whose values do not fit it. */

import { partOf } from "../../base/source.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { afterFault, faultMessage, faultSeverity } from "../words/fault-words.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1103",
  name: "selector-operator",
  title: "A selector expression with an operator that does not work",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-19", "NV-10"],

  *check(problem) {
    if (isReportedBy("selector-operator", problem)) yield { at: problem.at, severity: faultSeverity(problem), problem };
  },

  absence: ({ problem }) => problem.fault.is === "lacks",

  message: ({ problem }) => {
    const { instead } = problem;
    return `${faultMessage(problem)}${instead === undefined ? "" : `; did you mean ${quoted(instead)}?`}`;
  },
  note: ({ problem }) =>
    `\`In\` and \`NotIn\` take at least one value, \`Exists\` and \`DoesNotExist\` take none. ${afterFault(problem)}`,

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
