/** NP1509: a namespaced Cilium policy whose subject names another namespace than its own. */

import type { Requirement } from "../../model/selector.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { podKey } from "./cilium-selectors.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1509",
  name: "foreign-namespace-subject",
  title: "A subject in another namespace than its policy",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-16"],

  *check(policy) {
    const { namespace } = policy;
    const object = ciliumPolicy(policy);
    if (object === undefined || namespace === undefined) return;
    if (!statesNamespace(policy)) return;
    for (const { subject } of object.specs) {
      if (subject?.on !== "endpoints") continue;
      for (const requirement of subject.selector.requirements) {
        if (podKey(requirement) !== POD_NAMESPACE || admits(requirement, namespace)) continue;
        // With this very key the label is replaced by the policy's own namespace; otherwise both have to hold (CS-1).
        const isReplaced = requirement.written === "matchLabels" && requirement.key.value === `k8s:${POD_NAMESPACE}`;
        const written = object.meta.namespace;
        // A namespace that a kustomization sets is not the manifest's to change.
        const namespaceAt = written?.value === namespace ? written.at : undefined;
        const at = requirement.values[0]?.at ?? requirement.key.at;
        yield { at, requirement, namespace, isReplaced, namespaceAt, other: onlyNamespace(requirement) };
      }
    }
  },

  message: ({ namespace, isReplaced, other }) => {
    const own = quoted(namespace, 24);
    return isReplaced
      ? `The policy applies to pods of its own namespace ${own}, not of ${quoted(other ?? "", 24)}`
      : `The policy applies to no pod: it stands in ${own}, and its subject is elsewhere`;
  },
  note: () =>
    "`endpointSelector` of a CiliumNetworkPolicy selects pods of the policy's own namespace, whatever namespace it names.",

  fixes: {
    "move-policy": {
      safety: "changes-traffic",
      fix: ({ other, namespaceAt }) =>
        other === undefined || namespaceAt === undefined
          ? undefined
          : { title: `Move the policy to namespace ${other}`, edit: (editor) => editor.set(namespaceAt, other) },
    },
    "drop-namespace": {
      safety: "changes-traffic",
      fix: ({ namespace, requirement }) => ({
        title: `Leave the namespace out and select pods of ${namespace}`,
        edit: (editor) => editor.remove(requirement.at),
      }),
    },
  },
});

function admits({ operator, values }: Requirement, namespace: string): boolean {
  const isListed = values.some((it) => it.value === namespace);
  return { In: isListed, NotIn: !isListed, Exists: true, DoesNotExist: false }[operator];
}

function onlyNamespace({ operator, values }: Requirement): string | undefined {
  return operator === "In" && values.length === 1 ? values[0]?.value : undefined;
}
