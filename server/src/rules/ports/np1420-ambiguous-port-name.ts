/** NP1420: a port's name in an egress rule that means two numbers in the cluster, so that Cilium up to 1.19 leaves it out. */

import { changeTo } from "../evidence/fix-offers.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { ambiguousNames } from "./ambiguous-names.js";

export default defineRule({
  code: "NP1420",
  name: "ambiguous-port-name",
  title: "A port name that means two numbers",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-57"],

  *check(policy, view) {
    const severity = areManifestsOfOneCluster(view) ? "warning" : "info";
    for (const it of ambiguousNames(policy, view))
      yield { at: it.port.port?.at ?? it.port.at, severity, ...it } as const;
  },

  message: ({ port, deny, users: [first, other] }) =>
    `Port name ${quoted(port.value)} means ${first.port.number} and ${other.port.number} in this cluster, so this ${deny ? "denies" : "allows"} nothing`,
  note: () =>
    "Up to Cilium 1.19 a port's name in an egress rule stands for one number, on which all pods of the cluster that name it have to agree. From 1.20 each pod has its own. A number means the same in every version.",
  related: ({ users }) =>
    users.map(({ workload, port }) => ({
      at: port.nameAt ?? port.at,
      message: `it is ${port.number} for ${quoted(`${workload.namespace}/${workload.name}`)}`,
    })),

  fixes: {
    "write-number": {
      safety: "changes-traffic",
      fix: ({ port, meant }) =>
        changeTo(port.port?.at, meant === undefined ? undefined : port.isText ? String(meant) : meant),
    },
  },
});
