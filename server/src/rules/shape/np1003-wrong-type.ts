/** NP1003: a map where a list belongs, a text where a number belongs: the API server cannot decode the object. */

import { partOf } from "../../base/source.js";
import { TYPE_WORDS, listInText } from "./type-words.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";
import { isUnquotedCiliumPort, isUnquotedLabel } from "../evidence/unquoted-values.js";

export default defineRule({
  code: "NP1003",
  name: "wrong-type",
  title: "A value of the wrong type",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-21", "KP-12"],

  *check(problem) {
    if (problem.type !== "wrong-type" || isUnquotedLabel(problem) || isUnquotedCiliumPort(problem)) return;
    // A tree is shown by its key.
    const at = problem.found === "object" || problem.found === "list" ? partOf(problem.at, "key") : problem.at;
    yield { at, problem, parts: listInText(problem) };
  },

  message: ({ problem, parts }) => {
    const { field, item, expected, found } = problem;
    const name = field === "" ? "The document" : item ? `An item of ${quoted(field, 30)}` : quoted(field, 30);
    if (parts !== undefined) return `${name} is one text with commas where a list belongs: ${refusal(problem)}`;
    return `${name} has to be ${TYPE_WORDS[expected]} and is ${TYPE_WORDS[found]}: ${refusal(problem)}`;
  },
  note: ({ problem }) => afterRefusal(problem),

  fixes: {
    "wrap-in-list": {
      safety: "changes-traffic",
      fix: ({ problem: { fitsAsItem, at }, parts }) =>
        fitsAsItem && parts === undefined
          ? { title: "Make it a list of one item", edit: (editor) => editor.wrapInList(at) }
          : undefined,
    },
    "split-text": {
      safety: "changes-traffic",
      fix: ({ problem, parts }) =>
        parts && {
          title: `Make it a list of ${parts.length} items`,
          edit: (editor) => editor.set(problem.at, parts),
        },
    },
  },
});
