/** NP1512: a selector that requires a pod label which the system that enforces the policy ignores. */

import { droppedLabels } from "./dropped-labels.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";

export default defineRule({
  code: "NP1512",
  name: "identity-irrelevant-label",
  title: "A label that Cilium ignores",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-19", "KP-51"],

  *check(policy, view) {
    for (const it of droppedLabels(policy, view)) yield { at: it.requirement.key.at, ...it };
  },

  message: ({ role, requirement: { key, operator }, by }) => {
    const name = quoted(key.value);
    if (operator === "NotIn" || operator === "DoesNotExist")
      return `${name} excludes no pods: ${by} ignores this label`;
    return `${matchesNone(role)} under ${by}, which ignores the label ${name}`;
  },
  note: ({ by }) =>
    `${by} gives pods with the same labels one identity, and by default leaves out labels that differ from pod to pod. The agent's settings can change which.`,
});
