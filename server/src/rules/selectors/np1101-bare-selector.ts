/** NP1101: labels directly under a selector, where they are ignored and the selector matches everything. */

import { bareLabels, isBareLabel } from "../evidence/bare-label.js";
import { defineRule } from "../rule.js";
import { parentPath, placeName, quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1101",
  name: "bare-selector",
  title: "Labels directly under a selector, without `matchLabels`",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-6", "KV-22"],

  *check(problem) {
    if (problem.type !== "unknown-field" || !isBareLabel(problem)) return;
    const labels = bareLabels(problem);
    // One finding for all labels, at the first.
    if (labels[0] === problem.field) yield { at: problem.at, problem, labels };
  },

  message: ({ problem, labels }) => {
    const selector = placeName(parentPath(problem), problem.kind);
    const who = labels.length === 1 ? `label ${quoted(problem.field)} is` : `${labels.length} labels are`;
    const hasMore = problem.siblings.some((it) => problem.known.includes(it.key) && it.type !== "null");
    const effect = hasMore ? "matches more than intended" : "matches everything";
    return `${selector} ${effect}: ${who} not under \`matchLabels\``;
  },
  note: () =>
    "A selector has two fields, `matchLabels` and `matchExpressions`. The API server drops any other field; `kubectl` asks it to reject the policy instead.",

  fixes: {
    wrap: {
      safety: "changes-traffic",
      fix: ({ problem: { parent, siblings }, labels }) =>
        labels.length === siblings.length
          ? { title: "Move the labels under `matchLabels`", edit: (editor) => editor.wrap(parent, "matchLabels") }
          : undefined,
    },
  },
});
