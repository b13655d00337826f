/** NP1511: a label key with a source that Cilium does not have, so that nothing has the label. */

import { ciliumPolicy } from "../../systems/cilium/model.js";
import { endpointSelectors } from "./cilium-selectors.js";
import { renameKey } from "../evidence/fix-offers.js";
import { meantKey } from "./label-sources.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1511",
  name: "mistyped-label-source",
  title: "A label with an unknown source",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-18"],

  *check(policy, view) {
    const object = ciliumPolicy(policy);
    if (object === undefined) return;
    for (const selector of endpointSelectors(object)) {
      for (const requirement of selector.requirements) {
        const meant = meantKey(requirement, view);
        if (meant !== undefined) yield { at: requirement.key.at, requirement, selector, meant };
      }
    }
  },

  message: ({ requirement, meant }) => {
    const excludes = requirement.operator === "NotIn" || requirement.operator === "DoesNotExist";
    const effect = excludes ? "excludes no pods" : "matches no pods";
    return `${quoted(requirement.key.value)} ${effect}; did you mean ${quoted(meant)}?`;
  },
  note: () =>
    "The part before the colon is the source of the label: `k8s` for Kubernetes labels, `any`, or `reserved` for Cilium's own labels.",

  fixes: {
    correct: {
      safety: "changes-traffic",
      fix: ({ selector, requirement, meant }) =>
        selector.requirements.some((it) => it.key.value === meant)
          ? undefined
          : { title: `Write \`${meant}\``, edit: (editor) => renameKey(editor, requirement, meant) },
    },
  },
});
