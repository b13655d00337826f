/** NP1008: a key or value of the settings file that netpol cannot use, and ignores. */

import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1008",
  name: "unreadable-setting",
  title: "A setting that netpol cannot use",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [],

  *check(problem) {
    if (problem.type !== "setting") return;
    yield { at: problem.at, problem, span: problem.range };
  },

  message: ({ problem }) => problem.message,
  note: () => "This setting is ignored. The rest of the file applies.",
});
