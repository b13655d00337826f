/** NP1010: whatever else the API server refuses about a value, so that no refusal goes unsaid. */

import { hasOwnRule } from "../evidence/claimed-checks.js";
import { defineRule } from "../rule.js";
import { afterRefusal, isCilium, oneOf, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1010",
  name: "refused-value",
  title: "A value that the API server refuses",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-16"],

  *check(problem) {
    if (problem.type !== "bad-value" || isCilium(problem.kind) || hasOwnRule(problem)) return;
    if (problem.refusedBy !== undefined) yield { at: problem.at, problem };
  },

  message: ({ problem }) => {
    const { field, text, check, reason } = problem;
    if (check === "KV-16" && reason === "too-many") return `More than two \`policyTypes\`: ${refusal(problem)}`;
    if (check === "KV-name") return `The name ${quoted(text ?? "", 36)} is no name of an object: ${refusal(problem)}`;
    const value = text === undefined ? "this value" : quoted(text, 30);
    return `${quoted(field, 25)} cannot be ${value}: ${refusal(problem)}`;
  },
  note: ({ problem }) => {
    const { allowed = [], check, reason } = problem;
    if (check === "KV-name" && reason === "not-text") {
      return `YAML reads it as no text; quotes make it one. ${afterRefusal(problem)}`;
    }
    if (check === "KV-name") {
      return `Names have lower-case letters, digits, \`-\` and \`.\`, begin and end with a letter or digit, and have 253 characters at most. ${afterRefusal(problem)}`;
    }
    return `${allowed.length === 0 ? "" : `Allowed: ${oneOf(allowed)}. `}${afterRefusal(problem)}`;
  },

  fixes: {
    quote: {
      title: "Put it in quotes",
      safety: "changes-traffic",
      when: ({ problem }) => problem.check === "KV-name" && problem.reason === "not-text",
      edit: (editor, { problem }) => editor.set(problem.at, problem.text ?? ""),
    },
    correct: {
      title: ({ problem }) => `Write \`${problem.instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead !== undefined,
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
  },
});
