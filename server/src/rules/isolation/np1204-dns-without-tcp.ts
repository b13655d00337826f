/** NP1204: DNS allowed over UDP and not over TCP. */

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
  covers: ["KP-19", "CP-29"],

  *check(policy, view) {
    for (const it of udpOnlyDns(policy, view)) yield { ...it, policy };
  },

  message: ({ policy, port }) =>
    `${quoted(policy.name)} lets DNS pass over UDP ${port} only: answers that need TCP fail`,
  note: () => "Resolvers turn to TCP when an answer does not fit one datagram, and some use nothing else.",

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
