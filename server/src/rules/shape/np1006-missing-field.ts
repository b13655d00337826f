/** NP1006: a field that the API requires and that is missing. */

import { defineRule } from "../rule.js";
import { afterRefusal, parentPath, placeName, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1006",
  name: "missing-field",
  title: "A required field is missing",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  absence: true,
  covers: ["KV-6", "CV-33"],

  *check(problem) {
    if (problem.type !== "missing-field") return;
    yield { at: problem.at, problem };
  },

  message: ({ problem }) => {
    const place = placeName(parentPath(problem), problem.kind);
    return `${place} is missing ${quoted(problem.field)}: ${refusal(problem)}`;
  },
  note: ({ problem }) => afterRefusal(problem),
});
