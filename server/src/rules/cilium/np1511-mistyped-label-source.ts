/** NP1511: a source in front of a label key that is not what Cilium calls it, so that nothing has the label. */

import { ciliumPolicy } from "../../systems/cilium/model.js";
import { endpointSelectors } from "./cilium-selectors.js";
import { renameKey } from "../evidence/fix-offers.js";
import { meantKey } from "./label-sources.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1511",
  name: "mistyped-label-source",
  title: "A label with a source that no pod's label has",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
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
    const effect = excludes ? "excludes nobody" : "matches nobody";
    return `${quoted(requirement.key.value, 38)} ${effect}; the label is ${quoted(meant, 38)}`;
  },
  note: () =>
    "Before the colon stands where a label comes from: `k8s` for labels of Kubernetes, `any`, or `reserved` for Cilium's own.",

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
