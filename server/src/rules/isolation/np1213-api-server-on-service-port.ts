/** NP1213: the API server allowed only on the port of its Service, although policies see the port behind it. */

import { nameSite } from "../../model/scope.js";
import { allowPortToo } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { servicePortsAlone } from "./api-server-ports.js";

export default defineRule({
  code: "NP1213",
  name: "api-server-on-service-port",
  title: "The API server allowed on the port of its Service",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: ["KP-34", "KP-44"],

  *check(policy, view) {
    for (const it of servicePortsAlone(policy, view)) yield { at: it.port.at, policy, ...it };
  },

  message: ({ target, service }) =>
    service === undefined
      ? `This does not allow an API server that listens on TCP ${target}: policies do not see port 443 of its Service`
      : `This does not allow the API server: Service \`default/kubernetes\` translates 443 to TCP ${target}`,
  note: ({ target, service }) =>
    service === undefined
      ? `Policies see the port behind the Service \`kubernetes\`: ${target} in most self-managed clusters, but 443 on EKS, GKE and AKS, where this rule is correct.`
      : `Policies see the address and port behind a Service, so the rule must allow ${target}.`,
  related: ({ service }) =>
    service === undefined ? [] : [{ at: nameSite(service), message: "the API server's Service" }],

  fixes: {
    "allow-port": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, target }) => allowPortToo(policy, list, target),
    },
  },
});
