/** NP1111: a peer by `NotIn`, which admits what does not have the label at all. */

import { requirementText } from "../../model/selector.js";
import { isNamespaceKey } from "../evidence/namespace-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { selectorsOf } from "../evidence/written-selectors.js";

export default defineRule({
  code: "NP1111",
  name: "not-in-admits-unlabelled",
  title: "`NotIn` as a list of who is kept out",
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
        // The API server and Cilium give every namespace and every pod these.
        if (requirement.operator !== "NotIn" || isNamespaceKey(requirement.key.value)) continue;
        // Values that are missing are another fault.
        if (requirement.values.length === 0) continue;
        const isAsked = requirements.some((it) => it.operator !== "NotIn" && it.key.value === requirement.key.value);
        if (!isAsked) yield { at: requirement.key.at, requirement, of };
      }
    }
  },

  message: ({ requirement, of }) =>
    `${quoted(requirementText(requirement), 32)} admits every ${of} without the label ${quoted(requirement.key.value, 26)} too`,
  note: ({ requirement }) =>
    `Who leaves the label off is let through. An \`Exists\` for \`${requirement.key.value}\` beside it asks for the label, and an \`In\` names who is meant.`,
});
