/** NP1413: DNS let out to addresses alone, where the cluster's DNS is pods. */

import { systemOf } from "../../systems/kinds.js";
import { allowDns } from "../evidence/fix-offers.js";
import { dnsBlocks } from "./dns-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1413",
  name: "dns-by-address-only",
  title: "DNS by address alone",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-37", "CP-36", "CP-37"],

  *check(policy, view) {
    const { dns } = view.settings;
    const isCertain = view.blocksMatchPods(systemOf(policy.object)) === false;
    for (const { block, list } of dnsBlocks(policy, view)) {
      const severity = isCertain ? "warning" : "info";
      yield { at: block.at, severity, cidr: block.value, policy, list, dns, isCertain } as const;
    }
  },

  message: ({ cidr, isCertain }) =>
    isCertain
      ? `DNS is allowed to ${quoted(cidr)} only, which matches no pod: cluster DNS is out of reach`
      : `DNS is allowed to ${quoted(cidr)} only: on networks that tell pods by labels no lookup succeeds`,
  note: ({ isCertain }) =>
    isCertain
      ? "Address blocks stand for what is outside the cluster: Cilium matches neither pods nor a Service's address by them."
      : "Cluster DNS is pods behind a Service, whose address is replaced before policies look. Whether a block matches pods is left to the network; Cilium's does not.",

  fixes: {
    "allow-dns": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, dns }) => allowDns(policy, list, dns),
    },
  },
});
