/** NP1012: a policy test that netpol cannot read, and does not run. */

import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1012",
  name: "unreadable-policy-test",
  title: "A policy test that netpol cannot read",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [],

  *check(problem) {
    if (problem.type !== "policy-test") return;
    yield { at: problem.at, problem, span: problem.range };
  },

  absence: ({ problem }) => problem.isAbsence === true,
  message: ({ problem }) => problem.message,
  note: () => "This test is not run. The others of the file are.",
});
