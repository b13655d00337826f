/** NP1208: OpenShift's DNS allowed on the Service's port 53, although its pods listen on 5353. */

import { systemOf } from "../../systems/kinds.js";
import { OPENSHIFT_DNS_PORT } from "../evidence/dns-rules.js";
import { openshiftDnsPorts, SERVICE_PORT } from "./openshift-dns.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1208",
  name: "openshift-dns-port",
  title: "OpenShift's DNS on port 53",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-22"],

  *check(policy, view) {
    for (const it of openshiftDnsPorts(policy, view)) {
      yield { severity: it.isSure ? "warning" : "info", policy, ...it } as const;
    }
  },

  message: ({ missing: [only = "", ...more], isNamed }) => {
    const protocol = more.length === 0 ? only : "port";
    return `DNS lookups fail${isNamed ? "" : " on OpenShift"}: ${isNamed ? "OpenShift's" : "its"} DNS pods listen on ${protocol} ${OPENSHIFT_DNS_PORT}, not on ${protocol} ${SERVICE_PORT}`;
  },
  note: () =>
    "Policies see the pod's port, after the Service has replaced 53 with 5353. Without DNS, what other rules allow can only be reached by address.",

  fixes: {
    "add-pod-port": {
      safety: "changes-traffic",
      fix: ({ policy, list, protocol }) => {
        const item = systemOf(policy.object).pieces.portItem(OPENSHIFT_DNS_PORT, list, protocol);
        if (item === undefined) return undefined;
        return { title: `Allow port ${OPENSHIFT_DNS_PORT} too`, edit: (editor) => editor.append(list.at, item) };
      },
    },
  },
});
