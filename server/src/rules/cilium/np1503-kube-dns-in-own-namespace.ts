/** NP1503: a Cilium policy that looks for the cluster's DNS pods in its own namespace. */

import { rulesOf } from "../../model/reading.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { isNamespaceKey } from "../evidence/namespace-names.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";
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
    const { namespace } = policy;
    const dns = view.settings.dns.namespace;
    if (ciliumPolicy(policy) === undefined || namespace === undefined || namespace === dns) return;
    const lists = rulesOf(policy.reading).flatMap((it) => it.peers.map(({ peers }) => peers));
    // Beside an item that names a whole namespace the two were meant as one, which is another mistake (KP-1).
    const halves = lists.flatMap((it) => peersMeantAsOne(it).map(({ pods }) => pods));
    for (const peer of lists.flat()) {
      if (peer.type !== "pods" || peer.namespaces !== "own" || peer.selector === undefined) continue;
      const { selector } = peer;
      const label = selector.requirements.find((it) => isDnsLabel(it, view));
      if (label === undefined || halves.includes(selector)) continue;
      if (selector.requirements.some((it) => isNamespaceKey(it.key.value))) continue;
      // A cluster may run a second DNS in this namespace: then the selector finds it.
      if (view.matchedBy(policy, peer).length > 0) continue;
      yield { at: label.key.at, label, selector, namespace, dns };
    }
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
