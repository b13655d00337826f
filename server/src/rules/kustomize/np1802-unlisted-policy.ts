/** NP1802: a policy in a file beside a kustomization, which no kustomization lists. */

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

  message: ({ problem }) => `No kustomization lists the file of ${quoted(problem.name, 40)}: a build leaves it out`,
  note: () =>
    "A kustomization beside the file lists others, and kustomize builds what is listed. Where the folder is applied in another way, all is well.",
});
