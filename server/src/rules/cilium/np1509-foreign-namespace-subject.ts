/** NP1509: a namespaced Cilium policy whose subject names another namespace than its own. */

import { foreignSubjects } from "./foreign-subjects.js";
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
    const written = policy.object.meta.namespace;
    // A namespace that a kustomization sets is not the manifest's to change.
    const namespaceAt = written?.value === policy.namespace ? written?.at : undefined;
    for (const it of foreignSubjects(policy)) {
      yield { at: it.requirement.values[0]?.at ?? it.requirement.key.at, ...it, namespaceAt };
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
