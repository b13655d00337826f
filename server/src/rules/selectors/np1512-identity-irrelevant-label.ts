/** NP1512: a selector that asks for a label of pods which the system that enforces the policy leaves out. */

import { droppedLabels } from "./dropped-labels.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

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
    const name = quoted(key.value, 46);
    const where = role === "subject" ? "The policy applies to" : "The peer matches";
    if (operator === "NotIn" || operator === "DoesNotExist")
      return `${name} excludes no pod: ${by} drops the label by default`;
    return `${where} no pod under ${by}, which drops ${name}`;
  },
  note: ({ by }) =>
    `To ${by} pods with the same labels are one identity; it leaves out labels that differ from pod to pod. Settings of its agent can change which.`,
});
