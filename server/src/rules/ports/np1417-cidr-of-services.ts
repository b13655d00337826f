/** NP1417: an address block that lies in the network of the cluster's Services, whose addresses no policy sees (CS-23, KS-24). */

import { parseCidr } from "../../model/ip.js";
import { systemOf } from "../../systems/kinds.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { blocksIn } from "../evidence/written-blocks.js";

export default defineRule({
  code: "NP1417",
  name: "cidr-of-services",
  title: "Services named by their addresses",
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
      // Rules about what is outside the cluster alone are Cilium's, whichever CNI the others are for.
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
      return `${quoted(cidr, 22)} is by default, with ${usual}, the API server's Service, which no policy sees`;
    }
    const whose = name === undefined ? "is of the Services' network" : `is the address of Service ${quoted(name, 30)}`;
    if (direction === "ingress") return `${quoted(cidr, 22)} ${whose}, and no connection comes from there`;
    const what = deny ? "denies" : "lets out";
    return name === undefined
      ? `${quoted(cidr, 43)} ${whose}, and ${what} no connection to a Service`
      : `${quoted(cidr, 22)} ${whose}, and ${what} no connection to it`;
  },
  note: ({ direction, usual }) => {
    if (direction === "ingress") {
      return "A Service's address is a destination alone: what comes in has the address of a pod, a node or a client.";
    }
    if (usual !== undefined) {
      return "The address of a Service is replaced before policies look. What they see is the address and the port of the API server itself, often a node's address and 6443; with Cilium the entity `kube-apiserver` stands for it.";
    }
    return "The address of a Service is replaced by that of one of its pods before policies look: the pods are what a rule has to name, and their port.";
  },
});
