/** NP1504: a policy with only deny rules, which also denies everything else in that direction. */

import { listOf } from "../../model/reading.js";
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

  message: ({ policy, direction, part }) =>
    `${quoted(policy.name)} has only deny rules, so it also denies all other ${direction} ${direction === "ingress" ? "to" : "from"} its ${part.subject.of}`,
  note: ({ direction, deniesNode, part }) =>
    part.subject.of === "nodes"
      ? `A deny rule switches default deny on for ${direction}, and no policy for nodes allows anything. With the host firewall on, the nodes are cut off.`
      : deniesNode
        ? "This also denies the pods' own node, and with it the kubelet's probes, which only a deny rule can block."
        : `A deny rule switches default deny on for ${direction}, and no policy for these pods allows anything.`,

  fixes: {
    "no-default-deny": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, direction }, view) => {
        const open = systemOf(policy.object).pieces.keepOpen?.(part, direction, view.settings.versions);
        if (open === undefined) return undefined;
        return {
          title: `Deny only this: no default deny for ${direction}`,
          edit: (editor) => editor.insert(open.into, open.key, open.value),
        };
      },
    },
    "allow-rest": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, direction }) => {
        const rest = systemOf(policy.object).pieces.allowAll?.(direction);
        if (rest === undefined || listOf(part, direction) !== undefined) return undefined;
        return {
          title: `Allow all other ${direction}`,
          edit: (editor) => editor.insert(part.at, direction, [rest]),
        };
      },
    },
  },
});
