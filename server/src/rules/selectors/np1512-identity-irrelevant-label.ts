/** NP1512: a selector with a pod label that the enforcing system ignores. */

import { droppedLabels } from "./dropped-labels.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";

export default defineRule({
  code: "NP1512",
  name: "identity-irrelevant-label",
  title: "A label that Cilium drops from pods",
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
    return operator === "NotIn" || operator === "DoesNotExist"
      ? `${name} excludes no pods: ${by} drops this label by default`
      : `${matchesNone(role)}: ${by} drops the label ${name} by default`;
  },
  note: ({ by }) =>
    `${by} gives pods with the same labels one identity, and ignores labels that differ from pod to pod. Its agent can be configured to keep other labels.`,
});
