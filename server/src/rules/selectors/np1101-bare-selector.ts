/** NP1101: labels directly under a selector, where nobody reads them and the selector matches everything. */

import { bareLabels, isBareLabel } from "../evidence/bare-label.js";
import { defineRule } from "../rule.js";
import { parentPath, placeName, quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1101",
  name: "bare-selector",
  title: "Labels that stand in a selector without `matchLabels`",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-6", "KV-22"],

  *check(problem) {
    if (problem.type !== "unknown-field" || !isBareLabel(problem)) return;
    const labels = bareLabels(problem);
    // The first of several speaks for all.
    if (labels[0] === problem.field) yield { at: problem.at, problem, labels };
  },

  message: ({ problem, labels }) => {
    const selector = placeName(parentPath(problem), problem.kind);
    const who = labels.length === 1 ? `${quoted(problem.field, 24)} is` : `${labels.length} labels are`;
    const rest = problem.siblings.some((it) => problem.known.includes(it.key) && it.type !== "null");
    const effect = rest ? "it matches more than it says" : "it matches everything";
    return `${who} not under \`matchLabels\` in ${selector}: ${effect}`;
  },
  note: () =>
    "A selector has two fields, `matchLabels` and `matchExpressions`. The API server drops any other; `kubectl` asks it to refuse the policy.",

  fixes: {
    wrap: {
      safety: "changes-traffic",
      fix: ({ problem: { parent, siblings }, labels }) =>
        labels.length === siblings.length
          ? { title: "Put the labels under `matchLabels`", edit: (editor) => editor.wrap(parent, "matchLabels") }
          : undefined,
    },
  },
});
