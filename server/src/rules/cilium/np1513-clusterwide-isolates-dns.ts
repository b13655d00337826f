/** NP1513: a clusterwide policy for all pods that isolates the cluster's DNS with them. */

import { partOf } from "../../base/source.js";
import { termsOf } from "../../model/reading.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { isolatedDns } from "./dns-isolation.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1513",
  name: "clusterwide-isolates-dns",
  title: "A clusterwide policy that isolates the cluster's DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-20"],

  *check(policy, view) {
    const { dns } = view.settings;
    // Where nothing of the DNS' namespace is in sight, the policies for it may stand elsewhere.
    const severity: Severity = view.scope.namespaces.has(dns.namespace) ? "warning" : "info";
    for (const it of isolatedDns(policy, view)) {
      yield { at: partOf(it.subject.at, "key"), severity, policy, ...it, dns };
    }
  },

  message: ({ policy, direction }) => {
    const what = direction === "ingress" ? "admits queries to it" : "lets it reach the API server";
    return `${quoted(policy.name, 26)} isolates ${direction} of the cluster's DNS too, and nothing ${what}`;
  },
  note: ({ direction }) =>
    direction === "ingress"
      ? "Without queries to its DNS pods no pod of the cluster resolves a name, whatever its own policies allow."
      : "DNS pods learn Services from the API server and ask servers outside the cluster for all other names.",

  fixes: {
    "leave-out-dns": {
      safety: "changes-traffic",
      fix: ({ subject, dns: { namespace } }) =>
        termsOf(subject).length > 0
          ? undefined
          : {
              title: `Leave out namespace ${namespace}`,
              edit: (editor) =>
                editor.insert(subject.at, "matchExpressions", [
                  { key: `k8s:${POD_NAMESPACE}`, operator: "NotIn", values: [namespace] },
                ]),
            },
    },
  },
});
