/** NP1005: a key that a map has twice, so that one of the values is lost. */

import { partOf } from "../../base/source.js";
import { mergedObjects } from "./merged-objects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1005",
  name: "duplicate-key",
  title: "Duplicate key",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-7", "KV-23"],

  *check(problem, view) {
    if (problem.type !== "duplicate-key") return;
    const merged = mergedObjects(problem, view);
    // One missing `---` makes every root key a duplicate; only the first is reported.
    if (merged.length > 1 && merged.some((it) => it.at.node < problem.at.node)) return;
    yield { at: problem.at, problem, marker: merged.length > 1 };
  },

  message: ({ problem, marker }) =>
    marker
      ? `A second object begins here without \`---\` before it: one of the two is lost`
      : `Duplicate key ${quoted(problem.key)}: the first value is lost, or the file is rejected`,
  note: () =>
    "`kubectl` keeps the last of two equal keys without a warning. kustomize and most other tools reject the file.",
  related: ({ problem }) => [{ at: problem.first, message: `${quoted(problem.key)} is first defined here` }],

  fixes: {
    split: {
      safety: "changes-traffic",
      fix: ({ problem: { startsItem, at } }) =>
        startsItem
          ? { title: "Start a new list item here", edit: (editor) => editor.split(partOf(at, "pair")) }
          : undefined,
    },
    "remove-first": {
      // Most tools reject a file that has it (KV-23); without it, the policy takes effect.
      safety: "changes-traffic",
      fix: ({ problem: { key, first }, marker }) =>
        marker
          ? undefined
          : {
              title: `Remove the first ${quoted(key)}, which has no effect`,
              edit: (editor) => editor.remove(partOf(first, "pair")),
            },
    },
  },
});
