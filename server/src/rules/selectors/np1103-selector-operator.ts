/** NP1103: an expression of a selector whose operator is unknown, or whose values do not fit it. */

import { partOf } from "../../base/source.js";
import { isSaidBy } from "../evidence/said-by.js";
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
    if (isSaidBy("selector-operator", problem)) yield { at: problem.at, severity: faultSeverity(problem), problem };
  },

  message: ({ problem }) => {
    const { instead } = problem;
    return `${faultMessage(problem)}${instead === undefined ? "" : `; did you mean ${quoted(instead)}?`}`;
  },
  note: ({ problem }) =>
    `\`In\` and \`NotIn\` take at least one value, \`Exists\` and \`DoesNotExist\` take none. ${afterFault(problem)}`,

  fixes: {
    correct: {
      title: ({ problem }) => `Write \`${problem.instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead !== undefined,
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
    "remove-values": {
      title: "Remove `values`",
      safety: "changes-traffic",
      when: ({ problem }) => problem.fault.is === "clash",
      edit: (editor, { problem }) => editor.remove(partOf(problem.at, "pair")),
    },
  },
});
