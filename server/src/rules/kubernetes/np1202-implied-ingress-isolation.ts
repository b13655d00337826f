/** NP1202: a policy about egress alone that isolates ingress too, because it leaves `policyTypes` to the default (KV-1). */

import { impliedIsolation } from "./implied-isolation.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1202",
  name: "implied-ingress-isolation",
  title: "Ingress isolated by default",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
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
    `${quoted(name, 36)} has egress rules only, and isolates ingress too${anyway ? ", as another policy does" : ", where it admits nothing"}`,
  note: () =>
    "Without `policyTypes` a policy isolates ingress in any case, and egress where it has egress rules. `policyTypes: [Egress]` leaves ingress alone.",
  related: ({ egress }) => [{ at: egress, message: "the only rules of this policy" }],

  fixes: {
    "egress-only": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ object: { specAt, policyTypes } }) => ({
        title: "Isolate egress alone: `policyTypes: [Egress]`",
        edit: (editor) => {
          if (policyTypes === undefined) editor.insert(specAt, "policyTypes", ["Egress"]);
          else editor.set(policyTypes.at, ["Egress"]);
        },
      }),
    },
  },
});
