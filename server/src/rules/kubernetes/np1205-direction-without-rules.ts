/** NP1205: a direction that a policy restricts without any rules for it, though it has rules for the other (KV-1). */

import { FAR_END } from "../words/words.js";
import { POLICY_TYPE } from "./network-policies.js";
import { bareDirections } from "./bare-directions.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1205",
  name: "direction-without-rules",
  title: "A restricted direction without rules",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["kubernetes"],
  refused: "checked",
  covers: ["KP-15"],

  *check(policy, view) {
    for (const it of bareDirections(policy, view)) yield { ...it, name: policy.name };
  },

  message: ({ name, direction }) =>
    `${quoted(name)} restricts ${direction} but has no ${direction} rules, so it allows no ${FAR_END[direction]}s`,
  note: ({ direction }) =>
    direction === "egress"
      ? "Its pods cannot reach anything, including DNS, unless another policy allows it. Write `egress: []` if this is intended."
      : "Nothing can reach its pods except their own node, unless another policy allows it. Write `ingress: []` if this is intended.",

  fixes: {
    "unlist-direction": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ direction, at }) => ({
        title: `Do not restrict ${direction}: remove \`${POLICY_TYPE[direction]}\` from \`policyTypes\``,
        edit: (editor) => editor.remove(at),
      }),
    },
  },
});
