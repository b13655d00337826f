/** NP1508: a key in a Cilium selector that was meant as a namespace, and is a label of pods to Cilium. */

import { dropsLabel, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { endpointSelectors, podKey } from "./cilium-selectors.js";
import { renameKey } from "../evidence/fix-offers.js";
import { misreadSeverity } from "./misread-namespace-keys.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1508",
  name: "misread-namespace-key",
  title: "A namespace under a key that Cilium reads as a pod's label",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-15"],

  *check(policy, view) {
    const object = ciliumPolicy(policy);
    if (object === undefined) return;
    for (const selector of endpointSelectors(object)) {
      for (const requirement of selector.requirements) {
        const severity = misreadSeverity(requirement, view);
        if (severity === undefined) continue;
        const isDropped = dropsLabel(podKey(requirement) ?? "", view.settings.versions);
        yield { at: requirement.key.at, severity, requirement, selector, isDropped };
      }
    }
  },

  message: ({ requirement }) => {
    const excludes = requirement.operator === "NotIn" || requirement.operator === "DoesNotExist";
    const effect = excludes ? "excludes none" : "matches no pod";
    return `${quoted(requirement.key.value, 31)} ${effect}: Cilium's key for namespaces is \`${POD_NAMESPACE}\``;
  },
  note: ({ isDropped }) =>
    isDropped
      ? "Cilium's selectors see labels of pods, and Cilium drops keys of this kind from them; this label is the namespace's."
      : "Cilium's selectors see labels of pods; a key without Cilium's own prefix says nothing of the namespace they are in.",

  fixes: {
    "use-pod-namespace": {
      safety: "changes-traffic",
      fix: ({ selector, requirement }) =>
        selector.requirements.some((it) => podKey(it) === POD_NAMESPACE)
          ? undefined
          : {
              title: `Use \`k8s:${POD_NAMESPACE}\``,
              edit: (editor) => renameKey(editor, requirement, `k8s:${POD_NAMESPACE}`),
            },
    },
  },
});
