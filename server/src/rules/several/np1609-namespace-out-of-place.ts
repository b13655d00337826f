/** NP1609: a policy whose namespace a kustomization replaces, or differs from all others in the file. */

import { misplacedPolicies } from "./misplaced-policies.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1609",
  name: "namespace-out-of-place",
  title: "A policy in an unexpected namespace",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: ["KP-29", "KP-53"],

  check: misplacedPolicies,

  message: ({ why, policy, written, other }) => {
    const name = quoted(policy.name);
    return why === "replaced"
      ? `${name} selects no pods in ${quoted(written)}: a kustomization puts it into ${quoted(other)}`
      : `${name} selects pods in ${quoted(written)}, but all other policies in this file are for ${quoted(other)}`;
  },
  note: ({ why }) =>
    why === "replaced"
      ? "The namespace of a kustomization replaces the one in its manifests."
      : "A policy copied from another namespace selects pods there, not here.",
  related: ({ neighbour }) =>
    neighbour === undefined ? [] : [{ at: neighbour, message: "the namespace of the other policies" }],

  fixes: {
    "as-neighbours": {
      safety: "changes-traffic",
      fix: ({ why, at, other }) =>
        why === "neighbours"
          ? { title: `Change the namespace to ${other}`, edit: (editor) => editor.set(at, other) }
          : undefined,
    },
  },
});
