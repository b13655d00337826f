/** NP1510: a Cilium peer whose namespace label decides whether its policy's own namespace is a limit, by version. */

import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { atLeast } from "../../base/version.js";
import { type LabelSelector, requirementText } from "../../model/selector.js";
import { NAMESPACE_LABELS, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { peerSelectors, podKey } from "./cilium-selectors.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1510",
  name: "namespace-labels-widen",
  title: "A namespace's label that lifts the limit to the own namespace, or does not",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-17"],

  *check(policy, view) {
    const { namespace } = policy;
    const object = ciliumPolicy(policy);
    if (object === undefined || namespace === undefined) return;
    const widens = atLeast(ciliumVersionOf(view.settings), 1, 16);
    for (const selector of object.specs.flatMap(peerSelectors)) {
      if (saysOtherwise(selector)) continue;
      const label = selector.requirements.find((it) => podKey(it)?.startsWith(NAMESPACE_LABELS));
      if (label === undefined) continue;
      const bare = { ...label, key: { ...label.key, value: (podKey(label) ?? "").slice(NAMESPACE_LABELS.length) } };
      const ofNamespace = requirementText(bare);
      yield { at: label.key.at, severity: widens ? "info" : "warning", selector, namespace, widens, ofNamespace };
    }
  },

  message: ({ namespace, widens, ofNamespace }) =>
    widens
      ? `The peer is pods of every namespace with ${quoted(ofNamespace, 30)}; before Cilium 1.16, only of ${quoted(namespace, 18)}`
      : `The peer is pods of ${quoted(namespace, 20)} alone, and only where that namespace has ${quoted(ofNamespace, 34)}`,
  note: ({ widens }) =>
    widens
      ? "From 1.16 on a label of namespaces lifts the limit to the policy's own namespace, as `io.kubernetes.pod.namespace` always did."
      : "Before Cilium 1.16 a label of namespaces does not lift the limit to the policy's own namespace.",

  fixes: {
    "every-namespace": {
      safety: "changes-traffic",
      fix: ({ selector }) =>
        mayTakeExpressions(selector)
          ? {
              title: "Say that pods of every namespace are meant",
              edit: (editor) =>
                editor.insert(selector.at, "matchExpressions", [{ key: `k8s:${POD_NAMESPACE}`, operator: "Exists" }]),
            }
          : undefined,
    },
    "own-namespace": {
      safety: "changes-traffic",
      fix: ({ selector: { matchLabelsAt }, namespace, widens }) =>
        widens && matchLabelsAt !== undefined
          ? {
              title: `Say that only pods of ${namespace} are meant`,
              edit: (editor) => editor.insert(matchLabelsAt, `k8s:${POD_NAMESPACE}`, namespace),
            }
          : undefined,
    },
  },
});

/** True for a selector that speaks of namespaces by name too, or of Cilium's own identities: nothing is implied then (CS-6). */
function saysOtherwise({ requirements }: LabelSelector): boolean {
  return requirements.some((it) => podKey(it) === POD_NAMESPACE || it.key.value.startsWith("reserved:"));
}

function mayTakeExpressions({ requirements }: LabelSelector): boolean {
  return requirements.every((it) => it.written === "matchLabels");
}
