/** NP1519: a CIDR block of a Cilium policy inside the pod CIDR, where it matches nothing (CS-20). */

import { ciliumPolicy } from "../../systems/cilium/model.js";
import { blocksIn, isInside, readNetworks } from "../evidence/written-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1519",
  name: "cidr-of-pods",
  title: "Pods by their addresses",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["CP-36"],

  *check(policy, { settings }) {
    const networks = readNetworks(settings.podCidrs);
    if (networks.length === 0 || ciliumPolicy(policy) === undefined) return;
    for (const { cidr, deny } of blocksIn(policy)) {
      if (isInside(cidr, networks)) yield { at: cidr.at, cidr: cidr.value, deny };
    }
  },

  message: ({ cidr, deny }) =>
    `${quoted(cidr)} is in the pod CIDR, but ${deny ? "denies" : "allows"} no pods: Cilium does not match pods by address`,
  note: () => "Cilium matches pods by their labels. CIDR blocks only match what is outside the cluster.",
});
