/** NP1508: a key in a Cilium selector that was meant for a namespace, but is a pod label to Cilium. */

import { dropsLabel, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { endpointSelectors, podKey } from "./cilium-selectors.js";
import { renameKey } from "../evidence/fix-offers.js";
import { meantKey, misreadSeverity } from "./misread-namespace-keys.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1508",
  name: "misread-namespace-key",
  title: "A namespace key that Cilium reads as a pod label",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
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
    const effect = excludes ? "excludes no pods" : "matches no pods";
    const meant = meantKey(requirement);
    return meant === POD_NAMESPACE
      ? `${quoted(requirement.key.value)} ${effect}: Cilium's key for namespaces is \`${POD_NAMESPACE}\``
      : `${quoted(requirement.key.value)} ${effect}; did you mean ${quoted(meant)}?`;
  },
  note: ({ isDropped }) =>
    isDropped
      ? "Cilium selectors match pod labels, and Cilium drops this key from them. It is a label of the namespace."
      : "Cilium selectors match pod labels. A key without Cilium's own prefix does not select a namespace.",

  fixes: {
    "use-pod-namespace": {
      safety: "changes-traffic",
      fix: ({ selector, requirement }) => {
        const key = meantKey(requirement);
        return selector.requirements.some((it) => podKey(it) === key)
          ? undefined
          : { title: `Use \`k8s:${key}\``, edit: (editor) => renameKey(editor, requirement, `k8s:${key}`) };
      },
    },
  },
});
