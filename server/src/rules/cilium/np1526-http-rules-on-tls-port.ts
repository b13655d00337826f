/** NP1526: HTTP rules on a port where clients speak TLS, which Cilium is not told to decrypt. */

import type { CiliumPort } from "../../systems/cilium/model.js";
import { httpLists } from "./http-lists.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Ports on which plain HTTP is not spoken by convention: HTTPS, the API server, HTTPS without root. */
const TLS_PORTS = new Set(["443", "6443", "8443", "https"]);

export default defineRule({
  code: "NP1526",
  name: "http-rules-on-tls-port",
  title: "HTTP rules on a port for TLS",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["CP-48"],

  *check(policy) {
    for (const { toPorts, at: rules } of httpLists(policy)) {
      if (toPorts.terminatingTls !== undefined) continue;
      for (const { port } of toPorts.ports?.ports ?? []) {
        if (port === undefined || !isForTls(port)) continue;
        yield { at: port.at, port: port.value, rules };
      }
    }
  },

  message: ({ port }) => `HTTP rules without \`terminatingTLS\`: TLS connections to port ${quoted(port, 16)} fail`,
  note: () =>
    "Envoy has to read each request. Encrypted ones it cannot read, and it takes them for broken HTTP and closes the connection.",
  related: ({ rules }) => [{ at: rules, message: "the rules that need plain HTTP" }],
});

function isForTls({ value }: NonNullable<CiliumPort["port"]>): boolean {
  return TLS_PORTS.has(value.toLowerCase());
}
