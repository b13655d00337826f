/** NP1907: containers are told a host outside the cluster with a port that no egress rule opens to the outside. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { outsideNeeds } from "./outside-needs.js";

export default defineRule({
  code: "NP1907",
  name: "outside-port-closed",
  title: "A host outside the cluster on a port that is not open",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],

  *check(policy, view) {
    const isSure = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of outsideNeeds(policy, view)) yield { severity: isSure ? "warning" : "info", ...it } as const;
  },

  message: ({ workload, told: { host, port } }) =>
    `${quoted(workload.name, 40)} is configured to call ${quoted(`${host}:${port}`, 60)}, but no egress rule allows TCP ${port} outside the cluster`,
  note: ({ told: { port } }) =>
    `Its egress rules allow other ports, or this one to pods alone. Allow TCP ${port} to the host's addresses, or remove what asks for it.`,
  related: ({ workload, told: { at } }) => [{ at, message: `${workload.kind} ${workload.name} is told this host` }],
});
