/** NP2002: a policy in the stored form without `types`, which is about both directions (C1). */

import { partOf } from "../../base/source.js";
import { DIRECTIONS, opposite } from "../../model/direction.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { enforcedPolicy } from "./calico-policies.js";

export default defineRule({
  code: "NP2002",
  name: "stored-form-without-types",
  title: "A policy of `crd.projectcalico.org` without `types`",
  severity: "warning",
  premise: "file",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-1"],

  *check(policy) {
    const object = enforcedPolicy(policy);
    if (object === undefined || object.types !== undefined || !object.meta.apiVersion.value.startsWith("crd.")) return;
    for (const direction of DIRECTIONS) {
      const list = object[direction];
      const other = opposite(direction);
      // Whoever writes rules for both means both, and whoever writes none may mean to deny everything.
      if (list === undefined || list.rules.length === 0 || object[other] !== undefined) continue;
      yield { at: partOf(list.at, "key"), policy, direction, other, specAt: object.specAt } as const;
    }
  },

  message: ({ policy, other }) => `${quoted(policy.name)} denies all ${other} too: it has no \`types\``,
  note: ({ direction }) =>
    `Only the API \`projectcalico.org/v3\` fills in \`types\` from the rules. In this API group nobody does, and a policy without them is about both directions, although it has rules for ${direction} only.`,

  fixes: {
    "add-types": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ direction, other, specAt }) => {
        const type = direction === "ingress" ? "Ingress" : "Egress";
        return {
          title: `Add \`types: [${type}]\` (opens ${other})`,
          edit: (editor) => editor.insert(specAt, "types", [type]),
        };
      },
    },
  },
});
