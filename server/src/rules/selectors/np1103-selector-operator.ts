/** NP1103: an expression of a selector whose operator is unknown, or whose values do not fit it. */

import { nearest } from "../../base/nearest.js";
import { partOf } from "../../base/source.js";
import type { BadValue } from "../../model/shape-problem.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1103",
  name: "selector-operator",
  title: "A selector expression with an operator that does not work",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-19"],

  *check(problem) {
    if (problem.type !== "bad-value" || problem.check !== "KV-19") return;
    const at = problem.reason === "values-present" ? partOf(problem.at, "key") : problem.at;
    yield { at, problem, meant: meantOperator(problem) };
  },

  message: ({ problem, meant }) => {
    const operator = quoted(problem.text ?? "", 20);
    switch (problem.reason) {
      case "values-missing":
        return `${operator} without \`values\`: ${refusal(problem)}`;
      case "values-present":
        return `${operator} takes no \`values\`: ${refusal(problem)}`;
      default: {
        const hint = meant === undefined ? "" : `; did you mean ${quoted(meant)}?`;
        return `${operator} is no selector operator: ${refusal(problem)}${hint}`;
      }
    }
  },
  note: ({ problem }) =>
    `\`In\` and \`NotIn\` take at least one value, \`Exists\` and \`DoesNotExist\` take none. ${afterRefusal(problem)}`,

  fixes: {
    correct: {
      title: ({ meant }) => `Write \`${meant ?? ""}\``,
      safety: "changes-traffic",
      when: ({ meant }) => meant !== undefined,
      edit: (editor, { problem, meant }) => {
        if (meant !== undefined) editor.set(problem.at, meant);
      },
    },
    "remove-values": {
      title: "Remove `values`",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "values-present",
      edit: (editor, { problem }) => editor.remove(partOf(problem.at, "pair")),
    },
  },
});

/** Operators as other query languages, or a selector on the command line, spell them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  "=": "In",
  "==": "In",
  eq: "In",
  equal: "In",
  equals: "In",
  "!=": "NotIn",
  ne: "NotIn",
  notequal: "NotIn",
  notequals: "NotIn",
  doesnotequal: "NotIn",
  exist: "Exists",
  notexist: "DoesNotExist",
  notexists: "DoesNotExist",
  doesnotexists: "DoesNotExist",
};

function meantOperator({ reason, text = "", allowed = [] }: BadValue): string | undefined {
  if (reason !== "operator") return undefined;
  const word = text.replaceAll(/[\s_-]/g, "");
  const lower = word.toLowerCase();
  return (Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined) ?? nearest(word, allowed);
}
