/** NP1205: a direction that a policy isolates without a rule for it, though it has rules for the other (KV-1). */

import { FAR_END } from "../words/words.js";
import { POLICY_TYPE } from "./network-policies.js";
import { bareDirections } from "./bare-directions.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1205",
  name: "direction-without-rules",
  title: "A direction that is isolated without rules",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-15"],

  *check(policy, view) {
    for (const it of bareDirections(policy, view)) yield { ...it, name: policy.name };
  },

  message: ({ name, direction }) =>
    `${quoted(name, 36)} isolates ${direction} and has no rule for it: no ${FAR_END[direction]} is admitted by it`,
  note: ({ direction }) =>
    direction === "egress"
      ? "Its pods reach nothing, DNS included, unless another policy admits it. `egress: []` says that this is meant."
      : "Nothing reaches its pods but their own node, unless another policy admits it. `ingress: []` says that this is meant.",

  fixes: {
    "unlist-direction": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ direction, at }) => ({
        title: `Leave ${direction} open: take \`${POLICY_TYPE[direction]}\` out of \`policyTypes\``,
        edit: (editor) => editor.remove(at),
      }),
    },
  },
});
