/** NP1001: text that is no YAML, so that nothing of the document reaches the cluster. */

import { quoted } from "../words/shape-words.js";
import { yamlErrorWords } from "./yaml-words.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1001",
  name: "malformed-yaml",
  title: "Text that is no YAML",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-9", "CP-35"],

  *check(problem) {
    if (problem.type !== "yaml-syntax") return;
    const { start, end } = problem.range;
    // What is missing has no width: the character before it can be seen.
    yield { at: problem.at, problem, span: start === end && start > 0 ? { start: start - 1, end } : { start, end } };
  },

  message: ({ problem }) => {
    const { kind } = problem;
    const phrase = yamlErrorWords(problem);
    const whole = `Nothing of this ${kind === "" ? "document" : quoted(kind, 32)} takes effect: ${phrase}`;
    return whole.length <= 110 ? whole : `Nothing of this document takes effect: ${phrase}`;
  },
  note: ({ problem }) =>
    `The text cannot be read as YAML, so no client can send it. The parser's own words: ${problem.message}.`,
});
