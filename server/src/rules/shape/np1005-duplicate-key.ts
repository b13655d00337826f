/** NP1005: a key that is written twice in one map, of which one value is lost. */

import { partOf } from "../../base/source.js";
import { mergedObjects } from "./merged-objects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1005",
  name: "duplicate-key",
  title: "A key that is written twice",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-7", "KV-23"],

  *check(problem, view) {
    if (problem.type !== "duplicate-key") return;
    const merged = mergedObjects(problem, view);
    // One forgotten marker makes every root key a duplicate; the first of them stands where it belongs.
    if (merged.length > 1 && merged.some((it) => it.at.node < problem.at.node)) return;
    yield { at: problem.at, problem, marker: merged.length > 1 };
  },

  message: ({ problem, marker }) =>
    marker
      ? `A second object begins here without \`---\` before it: one of the two is lost`
      : `${quoted(problem.key, 30)} is written twice: the first one is lost, or the file is refused`,
  note: () =>
    "`kubectl` keeps the last of two equal keys and says nothing; kustomize and most other tools refuse the file.",
  related: ({ problem }) => [{ at: problem.first, message: `the first ${quoted(problem.key, 30)}` }],

  fixes: {
    split: {
      safety: "changes-traffic",
      fix: ({ problem: { startsItem, at } }) =>
        startsItem
          ? { title: "Begin a new list item here", edit: (editor) => editor.split(partOf(at, "pair")) }
          : undefined,
    },
    "remove-first": {
      // Most tools refuse the file that has it (KV-23), so that without it the policy comes into force.
      safety: "changes-traffic",
      fix: ({ problem: { key, first }, marker }) =>
        marker
          ? undefined
          : {
              title: `Remove the first ${quoted(key, 30)}, which is not read`,
              edit: (editor) => editor.remove(partOf(first, "pair")),
            },
    },
  },
});
