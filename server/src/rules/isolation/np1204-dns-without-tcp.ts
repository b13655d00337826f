/** NP1204: DNS that is allowed over UDP, but not over TCP. */

import { systemOf } from "../../systems/kinds.js";
import { udpOnlyDns } from "./udp-only-dns.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1204",
  name: "dns-without-tcp",
  title: "DNS over UDP only",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-19", "CP-29"],

  *check(policy, view) {
    for (const it of udpOnlyDns(policy, view)) yield { ...it, policy };
  },

  message: ({ policy, port }) =>
    `Some DNS lookups fail: ${quoted(policy.name)} allows port ${port} over UDP, but not over TCP`,
  note: () => "Resolvers switch to TCP if an answer does not fit into one datagram, and some use only TCP.",

  fixes: {
    "allow-tcp": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, protocol, port, takesAny }) => {
        const title = `Allow TCP ${port} too`;
        if (takesAny) return { title, edit: (editor) => editor.set(protocol, "ANY") };
        const item = systemOf(policy.object).pieces.portItem(Number(port), list, "TCP");
        return item === undefined ? undefined : { title, edit: (editor) => editor.append(list.at, item) };
      },
    },
  },
});
