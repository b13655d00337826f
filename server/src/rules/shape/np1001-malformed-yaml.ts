/** NP1001: text that is not valid YAML, so that nothing in the document reaches the cluster. */

import { yamlErrorWords } from "./yaml-words.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1001",
  name: "malformed-yaml",
  title: "Invalid YAML",
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

  message: ({ problem }) => `Invalid YAML: ${yamlErrorWords(problem)}`,
  note: ({ problem }) =>
    `Nothing in this document takes effect, because no client can parse it. The parser reports: ${problem.message}.`,
});
