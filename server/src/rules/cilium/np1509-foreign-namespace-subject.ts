/** NP1509: a namespaced Cilium policy whose `endpointSelector` names another namespace. */

import { foreignSubjects } from "./foreign-subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1509",
  name: "foreign-namespace-subject",
  title: "A policy that selects pods in another namespace",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-16"],

  *check(policy) {
    const written = policy.object.meta.namespace;
    // A namespace that a kustomization sets cannot be changed in the manifest.
    const namespaceAt = written?.value === policy.namespace ? written?.at : undefined;
    for (const it of foreignSubjects(policy)) {
      yield { at: it.requirement.values[0]?.at ?? it.requirement.key.at, ...it, namespaceAt };
    }
  },

  message: ({ namespace, isReplaced, other }) => {
    const own = quoted(namespace);
    return isReplaced
      ? `This policy selects pods in its own namespace ${own}, not in ${quoted(other ?? "")}`
      : `This policy selects no pods: it is in ${own}, but selects another namespace`;
  },
  note: () => "The `endpointSelector` of a CiliumNetworkPolicy only selects pods in the policy's own namespace.",

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
        title: `Remove the namespace and select pods in ${namespace}`,
        edit: (editor) => editor.remove(requirement.at),
      }),
    },
  },
});
