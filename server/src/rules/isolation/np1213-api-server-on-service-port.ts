/** NP1213: the API server allowed on the port of its Service alone, where policies see the port behind it. */

import { nameSite } from "../../model/scope.js";
import { allowPortToo } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { servicePortsAlone } from "./api-server-ports.js";

export default defineRule({
  code: "NP1213",
  name: "api-server-on-service-port",
  title: "The API server on the port of its Service",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-34", "KP-44"],

  *check(policy, view) {
    for (const it of servicePortsAlone(policy, view)) yield { at: it.port.at, policy, ...it };
  },

  message: ({ target, service }) =>
    service === undefined
      ? `This does not allow the API server where it listens on TCP ${target}: its Service's 443 is translated first`
      : `This does not allow the API server: Service \`default/kubernetes\` leads from 443 to TCP ${target}`,
  note: ({ target, service }) =>
    service === undefined
      ? `Policies see the port behind the Service \`kubernetes\`: ${target} in most clusters that run their own control plane, 443 on EKS, GKE and AKS, where this rule is right.`
      : `The address and the port of a Service are replaced before policies look, so a rule has to allow ${target}.`,
  related: ({ service }) =>
    service === undefined ? [] : [{ at: nameSite(service), message: "the Service of the API server" }],

  fixes: {
    "allow-port": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, target }) => allowPortToo(policy, list, target),
    },
  },
});
