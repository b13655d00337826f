/** NP1513: a clusterwide policy that selects all pods, and so isolates cluster DNS. */

import { partOf } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import { allowListOf, type PolicyPart, termsOf } from "../../model/reading.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ISOLATED_DNS, isolatedDns } from "../evidence/isolated-dns.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1513",
  name: "clusterwide-isolates-dns",
  title: "A clusterwide policy that isolates cluster DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-20"],

  *check(policy, view) {
    const { dns } = view.settings;
    // If nothing in the DNS namespace is in this workspace, its policies may be elsewhere.
    const severity: Severity = view.scope.namespaces.has(dns.namespace) ? "warning" : "info";
    for (const it of isolatedDns(policy, view, allowsSome)) {
      yield { at: partOf(it.subject.at, "key"), severity, policy, ...it, dns };
    }
  },

  message: ({ policy, direction }) => `${quoted(policy.name)} ${ISOLATED_DNS[direction].says}`,
  note: ({ direction }) => ISOLATED_DNS[direction].note,

  fixes: {
    "leave-out-dns": {
      safety: "changes-traffic",
      fix: ({ subject, dns: { namespace } }) =>
        termsOf(subject).length > 0
          ? undefined
          : {
              title: `Exclude namespace ${namespace}`,
              edit: (editor) =>
                editor.insert(subject.at, "matchExpressions", [
                  { key: `k8s:${POD_NAMESPACE}`, operator: "NotIn", values: [namespace] },
                ]),
            },
    },
  },
});

/** Whoever allows nothing at all means to close everything, and may allow more elsewhere. */
function allowsSome(part: PolicyPart, direction: Direction): boolean {
  return (allowListOf(part, direction)?.rules.length ?? 0) > 0;
}
