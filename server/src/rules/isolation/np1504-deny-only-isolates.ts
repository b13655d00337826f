/** NP1504: a policy with deny rules only, which blocks all other traffic in that direction too. */

import { allowKeyOf, allowListOf } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { denyOnlyDirections } from "./deny-only-directions.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1504",
  name: "deny-only-isolates",
  title: "A deny rule that denies everything",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-22"],

  *check(policy, view) {
    for (const it of denyOnlyDirections(policy, view)) {
      yield { severity: it.isSure ? "warning" : "info", policy, ...it } as const;
    }
  },

  message: ({ policy, direction, part, isOutside }) =>
    isOutside === true
      ? `No rule allows ${direction} ${direction === "ingress" ? "from" : "to"} \`world\`, so ${quoted(policy.name)} blocks it on all ports of its nodes`
      : `${quoted(policy.name)} has only deny rules, so it blocks all other ${direction} of its ${part.subject.of} too`,
  note: ({ direction, deniesNode, part, isOutside }) => {
    if (isOutside === true)
      return "Allow rules for nodes enable default deny, and none of them allows what is outside the cluster. If the host firewall is enabled, all of it is blocked, such as SSH.";
    if (part.subject.of === "nodes")
      return `Deny rules enable default deny for ${direction}, and no policy for nodes allows the rest. If the host firewall is enabled, the nodes are cut off.`;
    return deniesNode
      ? "This also denies the pods' own node, and so the kubelet's probes, which only a deny rule can block."
      : `Deny rules enable default deny for ${direction}, and no rule in any policy allows the rest.`;
  },

  fixes: {
    "no-default-deny": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, direction }, view) => {
        const open = systemOf(policy.object).pieces.keepOpen?.(part, direction, view.settings.versions);
        if (open === undefined) return undefined;
        return {
          title: `Disable default deny for ${direction}`,
          edit: (editor) => editor.insert(open.into, open.key, open.value),
        };
      },
    },
    "allow-rest": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, direction }) => {
        const rest = systemOf(policy.object).pieces.allowAll?.(direction);
        if (rest === undefined || allowListOf(part, direction) !== undefined) return undefined;
        return {
          title: `Allow all other ${direction}`,
          edit: (editor) => editor.insert(part.at, allowKeyOf(part, direction), [rest]),
        };
      },
    },
  },
});
