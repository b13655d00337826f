/** NP1003: a map instead of a list, a string instead of a number: the API server cannot decode the object. */

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
    // A map or list is marked at its key.
    const at = problem.found === "object" || problem.found === "list" ? partOf(problem.at, "key") : problem.at;
    yield { at, problem, parts: listInText(problem) };
  },

  message: ({ problem, parts }) => {
    const { field, item, expected, found } = problem;
    const name = field === "" ? "The document" : item ? `An item of ${quoted(field)}` : quoted(field);
    if (parts !== undefined) return `${name} must be a list, not one string with commas: ${refusal(problem)}`;
    return `${name} must be ${TYPE_WORDS[expected]}, not ${TYPE_WORDS[found]}: ${refusal(problem)}`;
  },
  note: ({ problem }) => afterRefusal(problem),

  fixes: {
    "wrap-in-list": {
      safety: "changes-traffic",
      fix: ({ problem: { fitsAsItem, at }, parts }) =>
        fitsAsItem && parts === undefined
          ? { title: "Turn it into a list with one item", edit: (editor) => editor.wrapInList(at) }
          : undefined,
    },
    "split-text": {
      safety: "changes-traffic",
      fix: ({ problem, parts }) =>
        parts && {
          title: `Split it into a list of ${parts.length} items`,
          edit: (editor) => editor.set(problem.at, parts),
        },
    },
  },
});
