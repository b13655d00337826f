/** NP1111: a peer with `NotIn`, which also matches objects without the label. */

import { requirementText } from "../../model/selector.js";
import { isNamespaceKey } from "../evidence/namespace-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { selectorsOf } from "../evidence/written-selectors.js";

export default defineRule({
  code: "NP1111",
  name: "not-in-admits-unlabelled",
  title: "`NotIn` used as a list of exclusions",
  severity: "hint",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-32"],

  *check(policy) {
    for (const { selector, role, of } of selectorsOf(policy)) {
      if (role !== "peer") continue;
      const { requirements } = selector;
      for (const requirement of requirements) {
        // Every namespace and every pod has these, from the API server or Cilium.
        if (requirement.operator !== "NotIn" || isNamespaceKey(requirement.key.value)) continue;
        // Another rule reports missing values.
        if (requirement.values.length === 0) continue;
        const isAsked = requirements.some((it) => it.operator !== "NotIn" && it.key.value === requirement.key.value);
        if (!isAsked) yield { at: requirement.key.at, requirement, of };
      }
    }
  },

  message: ({ requirement, of }) =>
    `${quoted(requirementText(requirement))} also matches every ${of} without the label ${quoted(requirement.key.value)}`,
  note: ({ requirement }) =>
    `\`NotIn\` does not require the label to exist. Add \`Exists\` for \`${requirement.key.value}\` to require it, or list the intended values with \`In\`.`,
});
