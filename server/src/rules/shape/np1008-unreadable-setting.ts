/** NP1008: a key or value of the settings file that netpol cannot use, and therefore leaves out. */

import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1008",
  name: "unreadable-setting",
  title: "A setting that cannot be read",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [],

  *check(problem) {
    if (problem.type !== "setting") return;
    yield { at: problem.at, problem, span: problem.range };
  },

  message: ({ problem }) => clipped(problem.message),
  note: () => "The rest of the file holds; what cannot be read is as if it were not there.",
});

/** Settings may hold names of any length. */
function clipped(message: string): string {
  return message.length <= 110 ? message : `${message.slice(0, 109)}…`;
}
