/** NP1413: DNS allowed only to addresses, where cluster DNS is pods. */

import { systemOf } from "../../systems/kinds.js";
import { allowDns } from "../evidence/fix-offers.js";
import { dnsBlocks } from "./dns-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1413",
  name: "dns-by-address-only",
  title: "DNS allowed only by address",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-37", "CP-36", "CP-37"],

  *check(policy, view) {
    const { dns } = view.settings;
    const isCertain = view.blocksMatchPods(systemOf(policy.object)) === false;
    for (const { block, list, isSure } of dnsBlocks(policy, view)) {
      const severity = isCertain && isSure ? "warning" : "info";
      yield { at: block.at, severity, cidr: block.value, policy, list, dns, isCertain } as const;
    }
  },

  message: ({ cidr, isCertain }) =>
    isCertain
      ? `DNS lookups fail: DNS is allowed only to ${quoted(cidr)}, which does not match cluster DNS under Cilium`
      : `DNS lookups may fail: DNS is allowed only to ${quoted(cidr)}, and some CNIs do not match pods by address`,
  note: ({ isCertain }) =>
    isCertain
      ? "Under Cilium, CIDR blocks match only what is outside the cluster: neither pods nor Service addresses."
      : "Cluster DNS is pods behind a Service, whose address is translated before policies apply. Whether a CIDR block matches pods depends on the CNI; under Cilium it does not.",

  fixes: {
    "allow-dns": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, dns }) => allowDns(policy, list, dns),
    },
  },
});
