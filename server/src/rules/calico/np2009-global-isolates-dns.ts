/** NP2009: a global policy that selects the DNS pods too, and nothing allows what they need (C26). */

import type { Site } from "../../base/source.js";
import { nameSite } from "../../model/scope.js";
import { ISOLATED_DNS, isolatedDns } from "../evidence/isolated-dns.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { deniesAtEnd, enforcedPolicy } from "./calico-policies.js";

export default defineRule({
  code: "NP2009",
  name: "global-isolates-dns",
  title: "A GlobalNetworkPolicy that isolates cluster DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-26"],
  absence: true,

  *check(policy, view) {
    const object = enforcedPolicy(policy);
    if (object === undefined || !deniesAtEnd(object, view)) return;
    const { dns } = view.settings;
    // If nothing in the DNS namespace is in this workspace, its policies may be elsewhere.
    const severity: Severity = view.scope.namespaces.has(dns.namespace) ? "warning" : "info";
    for (const { direction } of isolatedDns(policy, view, () => true)) {
      const { selector, namespaceSelector, specAt } = object;
      const at = namespaceSelector?.at ?? selector?.at ?? object.isolates[direction] ?? nameSite(policy);
      const into: Site | undefined = namespaceSelector === undefined ? specAt : undefined;
      yield { at, severity, policy, direction, dns, into } as const;
    }
  },

  message: ({ policy, direction }) => `${quoted(policy.name)} ${ISOLATED_DNS[direction].says}`,
  note: ({ direction }) => ISOLATED_DNS[direction].note,

  fixes: {
    "leave-out-dns": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ into, dns: { namespace } }) =>
        into === undefined
          ? undefined
          : {
              title: `Exclude namespace ${namespace}`,
              edit: (editor) =>
                editor.insert(into, "namespaceSelector", `projectcalico.org/name not in {'${namespace}'}`),
            },
    },
  },
});
