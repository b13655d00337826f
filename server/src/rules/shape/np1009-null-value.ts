/** NP1009: a null field or list item, which the cluster reads as something broader than it looks. */

import { partOf } from "../../base/source.js";
import { type NullMeaning, nullMeaning } from "./null-meaning.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1009",
  name: "null-value",
  title: "A null field or list item",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-8", "KV-24", "CP-10"],

  *check(problem) {
    if (problem.type !== "null-value") return;
    const meaning: NullMeaning | undefined = nullMeaning(problem);
    if (meaning !== undefined) yield { at: problem.at, severity: meaning.severity, problem, meaning };
  },

  message: ({ meaning }) => meaning.message,
  note: ({ problem }) =>
    problem.readAs === "zero-value"
      ? "A null list item or map value is read as the empty value of its type."
      : problem.readAs === "missing"
        ? "A null field means the same as no field at all."
        : "The schema of a custom resource does not allow null in a list.",

  fixes: {
    "write-out": {
      safety: "safe",
      unasked: true,
      fix: ({ problem: { value }, meaning: { same } }) =>
        same === undefined
          ? undefined
          : {
              title: `Replace null with \`${JSON.stringify(same)}\`, which means the same`,
              edit: (editor) => editor.set(value, same),
            },
    },
    remove: {
      safety: "safe",
      fix: ({ problem: { field, readAs, siblings, value }, meaning: { same } }) =>
        readAs === "missing" && same === undefined && siblings.length > 1
          ? { title: `Remove \`${field}\``, edit: (editor) => editor.remove(partOf(value, "pair")) }
          : undefined,
    },
    "remove-item": {
      safety: "changes-traffic",
      fix: ({ problem: { where, value } }) =>
        where === "item"
          ? { title: "Remove the null item", edit: (editor) => editor.remove(partOf(value, "pair")) }
          : undefined,
    },
  },
});
