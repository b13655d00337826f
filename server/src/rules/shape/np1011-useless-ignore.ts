/** NP1011: a comment or annotation that asks to ignore a finding and ignores none. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1011",
  name: "useless-ignore",
  title: "A request to ignore that does nothing",
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
    if (reason === "malformed") return "This comment ignores nothing: write `# netpol: ignore[rule-name] reason`";
    if (reason === "unused") return `${quoted(name)} finds nothing here, so there is nothing to ignore`;
    return `There is no rule ${quoted(name)}${nearest === undefined ? "" : `; did you mean ${quoted(nearest)}?`}`;
  },
  note: ({ problem: { reason } }) =>
    reason === "unused"
      ? "A request that is left behind silences the next real finding at this place."
      : "The finding that was to be ignored is still shown.",
  tag: "unnecessary",
});
