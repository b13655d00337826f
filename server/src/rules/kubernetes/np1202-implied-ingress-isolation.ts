/** NP1202: a policy with only egress rules that also restricts ingress, because `policyTypes` is omitted (KV-1). */

import { impliedIsolation } from "./implied-isolation.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1202",
  name: "implied-ingress-isolation",
  title: "Ingress restricted by default",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["kubernetes"],
  refused: "checked",
  covers: ["KP-14", "KV-1"],

  *check(policy, view) {
    const found = impliedIsolation(policy, view);
    if (found === undefined) return;
    const { isolates, specAt } = found.object;
    const severity = found.anyway ? "info" : "warning";
    yield { at: isolates.ingress ?? specAt, severity, name: policy.name, ...found } as const;
  },

  message: ({ name, anyway }) =>
    `${quoted(name)} has only egress rules, but also restricts ingress${anyway ? ", as another policy does" : " and allows none"}`,
  note: () =>
    "Without `policyTypes`, a policy always restricts ingress, and restricts egress if it has egress rules. With `policyTypes: [Egress]` it restricts only egress.",
  related: ({ egress }) => [{ at: egress, message: "the only rules of this policy" }],

  fixes: {
    "egress-only": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ object: { specAt, policyTypes } }) => ({
        title: "Restrict only egress: `policyTypes: [Egress]`",
        edit: (editor) => {
          if (policyTypes === undefined) editor.insert(specAt, "policyTypes", ["Egress"]);
          else editor.set(policyTypes.at, ["Egress"]);
        },
      }),
    },
  },
});
