/** NP1802: a policy in a file next to a kustomization, which no kustomization lists. */

import { quoted } from "../words/shape-words.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1802",
  name: "unlisted-policy",
  title: "A policy that no kustomization lists",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [],

  *check(problem) {
    if (problem.type === "unlisted-manifest") yield { at: problem.at, problem };
  },

  message: ({ problem }) => `${quoted(problem.name)} is not built: no kustomization lists this file`,
  note: () =>
    "kustomize builds only the files that a kustomization lists. If this folder is applied in another way, ignore this.",
});
