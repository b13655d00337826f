/** NP1208: DNS of OpenShift by the Service's port 53, where its pods listen on 5353. */

import { OPENSHIFT_DNS_PORT } from "../evidence/dns-rules.js";
import { openshiftDnsPorts, SERVICE_PORT } from "./openshift-dns.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1208",
  name: "openshift-dns-port",
  title: "OpenShift's DNS by port 53",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-22"],

  check: openshiftDnsPorts,

  message: ({ missing }) =>
    `OpenShift's DNS pods listen on ${OPENSHIFT_DNS_PORT}: a rule for ${missing.length === 1 ? `${missing[0] ?? ""} ` : ""}${SERVICE_PORT} does not let lookups through`,
  note: () =>
    "Policies see the port at the pod, after the Service has replaced 53 by 5353; so names do not resolve, and what else is allowed cannot be found.",

  fixes: {
    "add-pod-port": {
      safety: "changes-traffic",
      fix: ({ list, protocol, isText }) => ({
        title: `Allow ${OPENSHIFT_DNS_PORT} too`,
        edit: (editor) =>
          editor.append(list, {
            ...(protocol === undefined ? {} : { protocol }),
            port: isText ? String(OPENSHIFT_DNS_PORT) : OPENSHIFT_DNS_PORT,
          }),
      }),
    },
  },
});
