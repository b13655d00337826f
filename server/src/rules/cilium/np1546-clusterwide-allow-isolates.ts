/** NP1546: a clusterwide policy that allows something to every pod, and by that denies everything else. */

import { systemOf } from "../../systems/kinds.js";
import { clusterwideAllows } from "../evidence/clusterwide-allows.js";
import { intentOf } from "../evidence/intent.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1546",
  name: "clusterwide-allow-isolates",
  title: "A clusterwide allow rule that denies everything else",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: ["CP-20"],

  *check(policy, view) {
    const intent = intentOf(policy.name);
    if (intent.denies || intent.byDefault) return;
    for (const it of clusterwideAllows(policy, view)) {
      const severity = intent.allows && it.cutOff.length > 0 && !it.isUsual ? "warning" : "info";
      yield { severity, policy, ...it } as const;
    }
  },

  message: ({ policy, direction }) =>
    `${quoted(policy.name)} denies all other ${direction} of every pod in the cluster`,
  note: ({ direction, cutOff }) =>
    `A list of allow rules restricts ${direction}, here of all pods${
      cutOff.length === 0 ? "" : `: ${cutOff.length} in this workspace are restricted by no other policy`
    }. With \`enableDefaultDeny.${direction}: false\` it only adds to what is allowed.`,

  fixes: {
    "no-default-deny": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, direction }, view) => {
        const open = systemOf(policy.object).pieces.keepOpen?.(part, direction, view.settings.versions);
        return (
          open && {
            title: `Leave other ${direction} as it is: no default deny`,
            edit: (editor) => editor.insert(open.into, open.key, open.value),
          }
        );
      },
    },
  },
});
