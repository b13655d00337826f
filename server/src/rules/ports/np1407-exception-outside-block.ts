/** NP1407: an exception that takes nothing out of its block, or all of it. */

import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1407",
  name: "exception-outside-block",
  title: "An exception that does not lie inside its block",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-41", "KV-9", "CV-11"],

  *check(problem) {
    if (problem.type !== "bad-value" || (problem.check !== "KV-9" && problem.check !== "CV-11")) return;
    yield { at: problem.at, problem, block: quoted(problem.allowed?.[0] ?? "", 20) };
  },

  message: ({ problem, block }) => {
    const exception = quoted(problem.text ?? "", 20);
    return problem.reason === "equal"
      ? `Exception ${exception} leaves nothing of ${block}: ${refusal(problem)}`
      : `Exception ${exception} is not inside ${block}: ${refusal(problem)}`;
  },
  note: ({ problem }) => `An exception cuts a hole into its own block and into no other. ${afterRefusal(problem)}`,
  related: ({ problem, block }) =>
    problem.related === undefined ? [] : [{ at: problem.related, message: `the block ${block}` }],
});
