/** NP1004: an unquoted label that YAML reads as a number or a boolean, which the API server rejects. */

import { writeQuoted } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted, refusal } from "../words/shape-words.js";
import { isUnquotedLabel } from "../evidence/unquoted-values.js";

export default defineRule({
  code: "NP1004",
  name: "unquoted-label-value",
  title: "A label that YAML reads as a number or a boolean",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-10", "KV-21", "KV-25"],

  *check(problem) {
    if (problem.type !== "wrong-type" || !isUnquotedLabel(problem)) return;
    yield { at: problem.at, problem, text: problem.text ?? "" };
  },

  message: ({ problem, text }) => {
    const read = problem.found === "boolean" ? "a boolean" : "a number";
    return `Unquoted ${quoted(text)} is ${read}, but labels must be strings: ${refusal(problem)}`;
  },
  note: () =>
    "Kubernetes reads YAML 1.1, where `yes`, `no`, `on`, `off`, `y` and `n` are booleans, and `1.10` is the number 1.1.",

  fixes: {
    quote: { safety: "changes-traffic", fix: ({ problem, text }) => writeQuoted(problem.at, text) },
  },
});
