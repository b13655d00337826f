/** NP1501: a port of a Cilium policy written as a number, where the schema takes text only. */

import { writeQuoted } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";
import { isUnquotedCiliumPort } from "../evidence/unquoted-values.js";

export default defineRule({
  code: "NP1501",
  name: "unquoted-cilium-port",
  title: "A Cilium port without quotes",
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
    `Port ${quoted(text, 24)} without quotes is a number, Cilium takes text: ${refusal(problem)}`,
  note: ({ problem }) => `NetworkPolicy has it the other way round. ${afterRefusal(problem)}`,

  fixes: {
    quote: { safety: "changes-traffic", fix: ({ problem, text }) => writeQuoted(problem.at, text) },
  },
});
