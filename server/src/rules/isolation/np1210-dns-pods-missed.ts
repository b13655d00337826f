/** NP1210: a rule for DNS whose peer does not match the cluster's DNS pods. */

import { NAMESPACE_NAME } from "../../model/scope.js";
import { type Labels, requirementText } from "../../model/selector.js";
import { missedDnsPeers } from "./missed-dns-peers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1210",
  name: "dns-pods-missed",
  title: "A DNS rule that misses the DNS pods",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-20", "KP-21"],

  check: missedDnsPeers,

  message: ({ why, requirement, dns }) => {
    const asked = quoted(
      requirementText(requirement),
      { label: 20, "more-labels": 60, namespace: 22, "node-cache": 22 }[why],
    );
    switch (why) {
      case "label":
        return `DNS pods in ${quoted(dns.namespace, 14)} mostly have ${quoted(labelsText(dns.labels), 20)}, not ${asked}: lookups may fail`;
      case "more-labels":
        return `DNS pods mostly do not have ${asked}, and this asks for it too: lookups may fail`;
      case "namespace":
        return `${asked} is looked for in the policy's own namespace: DNS in ${quoted(dns.namespace, 16)} is not matched`;
      case "node-cache":
        return `${asked} runs on the node's network: no selector matches it, and lookups do not get through`;
    }
  },
  note: ({ why }) => {
    switch (why) {
      case "label":
        return "Distributions run CoreDNS under the label of the DNS server before it. Where yours has another label, the setting `dns` says which.";
      case "more-labels":
        return "All labels of a selector have to match. The Deployment and the Service of the cluster's DNS have labels that its pods do not have.";
      case "namespace":
        return "A podSelector alone means pods of the policy's own namespace. A namespaceSelector in the same item says which others.";
      case "node-cache":
        return "The cache listens at a link-local address of the node, 169.254.20.10 unless configured otherwise: an ipBlock with that address lets queries out.";
    }
  },

  fixes: {
    "use-label": {
      safety: "changes-traffic",
      fix: ({ why, requirement, dns: { labels } }) => {
        const [label] = labels;
        const value = requirement.values[0]?.at;
        if (why !== "label" || requirement.written !== "matchLabels" || value === undefined) return undefined;
        if (label === undefined || labels.size > 1) return undefined;
        return {
          title: `Ask for ${labelsText(labels)}`,
          edit: (editor) => {
            editor.set(value, label[1]);
            if (requirement.key.value !== label[0]) editor.rename(requirement.at, label[0]);
          },
        };
      },
    },
    "remove-label": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ why, requirement }) =>
        why === "more-labels"
          ? { title: `Do not ask for ${requirementText(requirement)}`, edit: (editor) => editor.remove(requirement.at) }
          : undefined,
    },
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ peer, dns: { namespace } }) =>
        peer && {
          title: `Look in namespace ${namespace}`,
          edit: (editor) => editor.insert(peer, "namespaceSelector", { matchLabels: { [NAMESPACE_NAME]: namespace } }),
        },
    },
  },
});

function labelsText(labels: Labels): string {
  return [...labels].map(([key, value]) => `${key}=${value}`).join(",");
}
