/** NP1011: an ignore comment or annotation that ignores nothing. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1011",
  name: "useless-ignore",
  title: "An ignore comment that has no effect",
  severity: "hint",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [],

  *check(problem) {
    if (problem.type !== "request-to-ignore") return;
    yield { at: problem.at, problem, span: problem.range };
  },

  message: ({ problem: { reason, name, nearest } }) => {
    if (reason === "malformed") return "This comment ignores nothing; write `# netpol: ignore[rule-name] reason`";
    if (reason === "unused") return `${quoted(name)} reports nothing here, so there is nothing to ignore`;
    return `Unknown rule ${quoted(name)}${nearest === undefined ? "" : `; did you mean ${quoted(nearest)}?`}`;
  },
  note: ({ problem: { reason } }) =>
    reason === "unused"
      ? "If it stays, it will hide the next real finding at this place."
      : "The finding is still shown.",
  tag: "unnecessary",
});
