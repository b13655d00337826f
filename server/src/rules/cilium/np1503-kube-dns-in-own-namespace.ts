/** NP1503: a Cilium policy that selects the cluster DNS pods in its own namespace. */

import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ownNamespaceDns } from "./own-namespace-dns.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1503",
  name: "kube-dns-in-own-namespace",
  title: "DNS pods selected in the policy's own namespace",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  refused: "checked",
  covers: ["CP-14"],

  *check(policy, view) {
    const dns = view.settings.dns.namespace;
    for (const it of ownNamespaceDns(policy, view)) yield { at: it.label.key.at, ...it, dns };
  },

  message: ({ label, namespace, dns }) =>
    `This peer does not match cluster DNS: ${quoted(label.values[0]?.value ?? "")} is selected in ${quoted(namespace)}, not in ${quoted(dns)}`,
  note: () =>
    "In a CiliumNetworkPolicy, a selector without a namespace selects pods in the policy's own namespace, which has no DNS pods.",

  fixes: {
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ selector: { matchLabelsAt }, dns }) =>
        matchLabelsAt && {
          title: `Select pods in namespace ${dns}`,
          edit: (editor) => editor.insert(matchLabelsAt, `k8s:${POD_NAMESPACE}`, dns),
        },
    },
  },
});
