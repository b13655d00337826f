/** NP1417: an address block that lies in the network of the cluster's Services, whose addresses no policy sees (CS-23). */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { blocksIn, isInside, readNetworks } from "../evidence/written-blocks.js";

export default defineRule({
  code: "NP1417",
  name: "cidr-of-services",
  title: "Services named by their addresses",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-37", "CP-36"],

  *check(policy, { settings }) {
    const networks = readNetworks(settings.serviceCidrs);
    if (networks.length === 0) return;
    for (const { cidr, direction, deny } of blocksIn(policy)) {
      if (isInside(cidr, networks)) yield { at: cidr.at, cidr: cidr.value, direction, deny };
    }
  },

  message: ({ cidr, direction, deny }) =>
    direction === "egress"
      ? `${quoted(cidr, 43)} is of the Services' network, and ${deny ? "denies" : "lets out"} no connection to a Service`
      : `${quoted(cidr, 43)} is of the Services' network, and no connection comes from there`,
  note: ({ direction }) =>
    direction === "egress"
      ? "The address of a Service is replaced by that of one of its pods before policies look: the pods are what a rule has to name, and their port."
      : "A Service's address is a destination alone: what comes in has the address of a pod, a node or a client.",
});
