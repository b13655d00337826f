/** NP1501: a port of a Cilium policy that is a number, where the schema requires a string. */

import { writeQuoted } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";
import { isUnquotedCiliumPort } from "../evidence/unquoted-values.js";

export default defineRule({
  code: "NP1501",
  name: "unquoted-cilium-port",
  title: "An unquoted port in a Cilium policy",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["CP-3", "CV-21"],

  *check(problem) {
    if (problem.type !== "wrong-type" || !isUnquotedCiliumPort(problem)) return;
    yield { at: problem.at, problem, text: problem.text ?? "" };
  },

  message: ({ problem, text }) =>
    `Unquoted port ${quoted(text)} is a number, but Cilium requires a string: ${refusal(problem)}`,
  note: ({ problem }) => `In a NetworkPolicy, port numbers are not quoted. ${afterRefusal(problem)}`,

  fixes: {
    quote: { safety: "changes-traffic", fix: ({ problem, text }) => writeQuoted(problem.at, text) },
  },
});
