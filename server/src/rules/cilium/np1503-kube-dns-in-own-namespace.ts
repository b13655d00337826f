/** NP1503: a Cilium policy that looks for the cluster's DNS pods in its own namespace. */

import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ownNamespaceDns } from "./own-namespace-dns.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1503",
  name: "kube-dns-in-own-namespace",
  title: "DNS pods looked for in the policy's own namespace",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["CP-14"],

  *check(policy, view) {
    const dns = view.settings.dns.namespace;
    for (const it of ownNamespaceDns(policy, view)) yield { at: it.label.key.at, ...it, dns };
  },

  message: ({ label, namespace, dns }) =>
    `${quoted(label.values[0]?.value ?? "", 14)} is looked for in namespace ${quoted(namespace, 20)}, so DNS in ${quoted(dns, 14)} is not matched`,
  note: () =>
    "In a namespaced Cilium policy a selector that says no namespace means the policy's own; there are no DNS pods there.",

  fixes: {
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ selector: { matchLabelsAt }, dns }) =>
        matchLabelsAt && {
          title: `Look in namespace ${dns}`,
          edit: (editor) => editor.insert(matchLabelsAt, `k8s:${POD_NAMESPACE}`, dns),
        },
    },
  },
});
