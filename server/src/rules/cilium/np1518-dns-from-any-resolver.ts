/** NP1518: DNS rules for any server, so that whoever answers decides which addresses a name has. */

import { dnsPeers } from "../../systems/cilium/scaffolds.js";
import { openResolvers } from "./open-resolvers.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1518",
  name: "dns-from-any-resolver",
  title: "DNS answers from any server are trusted",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-33"],

  *check(policy, view) {
    const { dns } = view.settings;
    for (const it of openResolvers(policy, view)) yield { ...it, severity: it.feeds ? "warning" : "info", dns };
  },

  message: ({ feeds }) =>
    feeds
      ? "Any DNS server may answer these queries, and its answers decide what `toFQDNs` allows"
      : "Any DNS server may answer these queries, and its answers also apply to other pods on the node",
  note: () =>
    "Cilium trusts every answer that goes through its proxy: a pod that queries its own server can map an allowed name to any address.",

  fixes: {
    "ask-cluster-dns": {
      safety: "changes-traffic",
      fix: ({ item, dns }) =>
        item.peers.length > 0
          ? undefined
          : {
              title: `Allow queries only to ${[...dns.labels.values()].join(" ")} in ${dns.namespace}`,
              edit: (editor) => editor.insert(item.at, "toEndpoints", dnsPeers(dns)),
            },
    },
  },
});
