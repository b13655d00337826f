/** NP2106: a DNS name of a Service in `fqdn`: its address is translated before the policy looks (A17). */

import type { AntreaPolicy } from "../../systems/antrea/model.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { antreaPolicy } from "./antrea-rules.js";

/** `name.namespace.svc`, with or without the usual domain of clusters, or a pattern that ends so. */
const OF_SERVICE =
  /^(?:(?<name>[-a-z0-9]+)\.(?<namespace>[-a-z0-9]+)\.|[-a-z0-9.]*\*[-a-z0-9.*]*\.)svc(?:\.cluster\.local)?\.?$/i;

export default defineRule({
  code: "NP2106",
  name: "name-of-service",
  title: "The DNS name of a Service in an Antrea policy",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["antrea"],
  covers: ["A-17"],

  *check(policy, view) {
    for (const { fqdn, verdict } of namesIn(antreaPolicy(policy))) {
      const { groups } = OF_SERVICE.exec(fqdn.value) ?? {};
      if (groups === undefined) continue;
      const { name, namespace } = groups;
      const service = view.scope.services.find((it) => it.name === name && it.namespace === namespace);
      // The name of one without an address of its own leads to its pods.
      if (service?.object.isHeadless === true || service?.object.externalName !== undefined) continue;
      const severity = service === undefined ? "info" : "warning";
      yield { at: fqdn.at, severity, fqdn: fqdn.value, verdict, isKnown: service !== undefined } as const;
    }
  },

  message: ({ fqdn, verdict, isKnown }) => {
    const what = fqdn.includes("*") ? "matches names of Services" : "is the name of a Service";
    const effect = verdict === "allow" ? "allows nothing by it" : "matches nothing by it";
    return `${quoted(fqdn)} ${what}: the rule ${effect}${isKnown ? "" : ", except for headless ones"}`;
  },
  note: () =>
    "The name leads to the address of the Service, and connections to it are sent on to a pod before the policy looks. Select the pods, or name the Service in `toServices`.",
});

function namesIn(policy: AntreaPolicy | undefined) {
  return (policy?.egress?.rules ?? []).flatMap(({ peers, verdict }) =>
    (peers?.items ?? []).flatMap(({ fqdn }) => (fqdn === undefined ? [] : [{ fqdn, verdict }])),
  );
}
