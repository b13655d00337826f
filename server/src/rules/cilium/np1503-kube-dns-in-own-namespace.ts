/** NP1503: a Cilium policy that looks for the cluster's DNS pods in its own namespace. */

import { itemsOf } from "../../systems/cilium/model.js";
import { POD_NAMESPACE, saysNamespace } from "../evidence/cilium-keys.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { splitSelectors } from "../evidence/split-peers.js";

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
    const object = policy.object;
    const dns = view.settings.dns.namespace;
    if (object.system !== "cilium" || namespace === undefined || namespace === dns) return;
    for (const spec of object.specs) {
      const lists = itemsOf(spec).flatMap((it) =>
        it.peers.flatMap((peers) => (peers.type === "endpoints" ? [peers.selectors] : [])),
      );
      // Beside an item that names a whole namespace the two were meant as one, which is another mistake (KP-1).
      const halves = lists.flatMap((it) => splitSelectors(it).map(({ pods }) => pods));
      for (const selector of lists.flat().filter((it) => !halves.includes(it))) {
        const label = selector.requirements.find((it) => isDnsLabel(it, view));
        // A cluster may run a second DNS in this namespace: then the selector finds it.
        if (
          label === undefined ||
          saysNamespace(selector) ||
          view.matchedByEndpoints(policy, spec, selector).length > 0
        )
          continue;
        yield { at: label.key.at, label, selector, namespace, dns };
      }
    }
  },

  message: ({ label, namespace, dns }) =>
    `${quoted(label.values[0]?.value ?? "", 14)} is looked for in namespace ${quoted(namespace, 20)}, so DNS in ${quoted(dns, 14)} is not matched`,
  note: () =>
    "In a namespaced Cilium policy a selector that says no namespace means the policy's own; there are no DNS pods there.",

  fixes: {
    "name-namespace": {
      title: ({ dns }) => `Look in namespace ${dns}`,
      safety: "changes-traffic",
      when: ({ selector }) => selector.matchLabelsAt !== undefined,
      edit: (editor, { selector, dns }) => {
        if (selector.matchLabelsAt !== undefined) editor.insert(selector.matchLabelsAt, `k8s:${POD_NAMESPACE}`, dns);
      },
    },
  },
});
