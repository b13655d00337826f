/** NP1609: a policy whose namespace a kustomization replaces, or that is another than its neighbours' in the file. */

import { misplacedPolicies } from "./misplaced-policies.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1609",
  name: "namespace-out-of-place",
  title: "A policy in another namespace than it seems",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: ["KP-29", "KP-53"],

  check: misplacedPolicies,

  message: ({ why, policy, written, other }) => {
    const name = quoted(policy.name, 24);
    return why === "replaced"
      ? `A kustomization puts ${name} into ${quoted(other, 20)}: it isolates no pod of ${quoted(written, 20)}`
      : `${name} isolates pods of ${quoted(written, 20)}, all other policies of the file those of ${quoted(other, 20)}`;
  },
  note: ({ why }) =>
    why === "replaced"
      ? "The namespace of a kustomization replaces what its manifests say."
      : "A policy that was copied from another namespace protects pods there, if there are any, and none here.",
  related: ({ neighbour }) =>
    neighbour === undefined ? [] : [{ at: neighbour, message: "the namespace of its neighbours" }],

  fixes: {
    "as-neighbours": {
      safety: "changes-traffic",
      fix: ({ why, at, other }) =>
        why === "neighbours" ? { title: `Write ${other}`, edit: (editor) => editor.set(at, other) } : undefined,
    },
  },
});
