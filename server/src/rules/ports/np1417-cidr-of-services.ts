/** NP1417: a CIDR block inside the Service CIDR, whose addresses no policy sees (CS-23, KS-24). */

import { parseCidr } from "../../model/ip.js";
import { systemOf } from "../../systems/kinds.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { blocksIn } from "../evidence/written-blocks.js";

export default defineRule({
  code: "NP1417",
  name: "cidr-of-services",
  title: "Services by their addresses",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-37", "CP-36", "CP-63"],

  *check(policy, view) {
    const { blocksMatchNoPod = false } = systemOf(policy.object).traits;
    for (const { cidr, direction, deny } of blocksIn(policy)) {
      const parsed = parseCidr(cidr.value);
      const known = parsed.ok ? view.serviceAddress(parsed.cidr) : undefined;
      if (known === undefined) continue;
      // Rules that match only what is outside the cluster are Cilium's, whatever the CNI.
      const sight = blocksMatchNoPod ? known.sight.outside : known.sight.byNetwork;
      if (sight === true) continue;
      const { service, usual } = known;
      const severity: Severity = usual === undefined ? "warning" : "info";
      const name = service === undefined ? undefined : `${service.namespace}/${service.name}`;
      yield { at: cidr.at, severity, cidr: cidr.value, direction, deny, usual, name };
    }
  },

  message: ({ cidr, direction, deny, usual, name }) => {
    if (usual !== undefined) {
      return `${quoted(cidr)} is the API server's Service by default (${usual}), but policies do not see Service addresses`;
    }
    const whose = name === undefined ? "is in the Service CIDR" : `is the address of Service ${quoted(name)}`;
    if (direction === "ingress") return `${quoted(cidr)} ${whose}, and no connection comes from there`;
    const what = deny ? "denies" : "allows";
    return name === undefined
      ? `${quoted(cidr)} ${whose}, but ${what} no connection to a Service`
      : `${quoted(cidr)} ${whose}, but ${what} no connection to it`;
  },
  note: ({ direction, usual }) => {
    if (direction === "ingress") {
      return "A Service address is only ever a destination: incoming connections have the address of a pod, a node or a client.";
    }
    if (usual !== undefined) {
      return "Service addresses are translated before policies apply. Policies see the address and port of the API server itself, often a node address and port 6443. Under Cilium, use the entity `kube-apiserver`.";
    }
    return "Service addresses are translated to pod addresses before policies apply. Select the pods instead, with their port.";
  },
});
