/** NP1519: a CIDR block of a Cilium policy inside the pod CIDR, where it matches nothing (CS-20). */

import { blocksIn, isInside, readNetworks } from "../evidence/written-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/**
 * Networks of pods that distributions use unless they are told another one (kind: docs/user/configuration, `podSubnet`; k3s:
 * docs/cli/server.md, `cluster-cidr`).
 */
const USUAL_POD_NETWORKS: ReadonlyMap<string, string> = new Map([
  ["10.244.0.0/16", "kind"],
  ["10.42.0.0/16", "k3s"],
]);

export default defineRule({
  code: "NP1519",
  name: "cidr-of-pods",
  title: "Pods selected by their addresses",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  refused: "checked",
  covers: ["CP-36"],

  *check(policy, { settings }) {
    const networks = readNetworks(settings.podCidrs);
    for (const { cidr, deny } of blocksIn(policy)) {
      const by = networks.length > 0 ? undefined : USUAL_POD_NETWORKS.get(cidr.value);
      if (by === undefined && !isInside(cidr, networks)) continue;
      const severity = by === undefined ? "warning" : "info";
      yield { at: cidr.at, severity, cidr: cidr.value, deny, by } as const;
    }
  },

  message: ({ cidr, deny, by }) =>
    `${quoted(cidr)} is ${by === undefined ? "in the pod CIDR" : `${by}'s default pod CIDR`}, but ${deny ? "denies" : "allows"} no pods: Cilium does not match pods by address`,
  note: () => "Cilium matches pods by their labels. CIDR blocks only match what is outside the cluster.",
});
