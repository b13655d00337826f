/** NP1907: a workload is configured to call a host outside the cluster, on a port that no egress rule allows there. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { outsideNeeds } from "./outside-needs.js";

export default defineRule({
  code: "NP1907",
  name: "outside-port-closed",
  title: "An outside host on a port that is not allowed",
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
    `${quoted(workload.name)} is configured to call ${quoted(`${host}:${port}`)}, but no egress rule allows TCP ${port} outside the cluster`,
  note: ({ told: { port } }) =>
    `Its egress rules allow other ports, or this one to pods only. Allow TCP ${port} to the host's addresses, or remove the configuration.`,
  related: ({ workload, told: { at } }) => [
    { at, message: `${workload.kind} ${quoted(workload.name)} is configured with this host` },
  ],
});
