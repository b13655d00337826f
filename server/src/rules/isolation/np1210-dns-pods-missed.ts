/** NP1210: a rule for DNS with a peer that does not match the cluster's DNS pods. */

import { type Labels, requirementText } from "../../model/selector.js";
import { addNamespace } from "../evidence/fix-offers.js";
import { missedDnsPeers } from "./missed-dns-peers.js";
import { defineRule } from "../rule.js";
import { ownNamespaceOnly } from "../words/own-namespace.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1210",
  name: "dns-pods-missed",
  title: "A DNS rule that does not match the DNS pods",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-20", "KP-21"],

  check: missedDnsPeers,

  message: ({ why, requirement, dns }) => {
    const label = quoted(requirementText(requirement));
    switch (why) {
      case "label":
        return `DNS lookups may fail: DNS pods in ${quoted(dns.namespace)} usually have ${quoted(labelsText(dns.labels))}, not ${label}`;
      case "more-labels":
        return `DNS lookups may fail: DNS pods usually do not have the label ${label}`;
      case "namespace":
        return `This matches no DNS pods: it looks for ${label} in the policy's own namespace, not in ${quoted(dns.namespace)}`;
      case "node-cache":
        return `DNS lookups fail: ${label} pods use the host network, so no selector matches them`;
    }
  },
  note: ({ why, policy, peer, dns }) => {
    switch (why) {
      case "label":
        return "Most distributions give CoreDNS the label of kube-dns, which it replaced. If yours uses another label, set it in `dns`.";
      case "more-labels":
        return "All labels of a selector must match, and the DNS pods do not have every label of their Deployment and Service.";
      case "namespace":
        return ownNamespaceOnly(policy, peer, dns.namespace);
      case "node-cache":
        return "The cache listens at a link-local address of the node, 169.254.20.10 by default. An `ipBlock` with this address allows DNS lookups.";
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
          title: `Change to \`${labelsText(labels)}\``,
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
          ? { title: `Remove \`${requirementText(requirement)}\``, edit: (editor) => editor.remove(requirement.at) }
          : undefined,
    },
    "name-namespace": {
      safety: "changes-traffic",
      fix: ({ why, policy, peer, dns }) =>
        why === "namespace" ? addNamespace(policy, peer, dns.namespace) : undefined,
    },
  },
});

function labelsText(labels: Labels): string {
  return [...labels].map(([key, value]) => `${key}=${value}`).join(",");
}
