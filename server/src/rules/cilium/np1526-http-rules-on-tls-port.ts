/** NP1526: HTTP rules on a port where clients use TLS, which Cilium is not configured to terminate. */

import type { CiliumPort } from "../../systems/cilium/model.js";
import { httpLists } from "./http-lists.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Ports that by convention are not plain HTTP: HTTPS, the API server, HTTPS without root. */
const TLS_PORTS = new Set(["443", "6443", "8443", "https"]);

export default defineRule({
  code: "NP1526",
  name: "http-rules-on-tls-port",
  title: "HTTP rules on a TLS port",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
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

  message: ({ port }) => `TLS connections to port ${quoted(port)} fail: HTTP rules require \`terminatingTLS\` here`,
  note: () =>
    "Envoy must read each request. It cannot read encrypted ones, so it treats them as broken HTTP and closes the connection.",
  related: ({ rules }) => [{ at: rules, message: "the rules that require plain HTTP" }],
});

function isForTls({ value }: NonNullable<CiliumPort["port"]>): boolean {
  return TLS_PORTS.has(value.toLowerCase());
}
