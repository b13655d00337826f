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
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of outsideNeeds(policy, view)) {
      yield { severity: isOne && it.isSure ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ workload, port, told: [{ host }, ...more] }) => {
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return `${quoted(workload.name)} is configured to call ${quoted(`${host}:${port}`)}${others}, but no egress rule allows TCP ${port} there`;
  },
  note: ({ port, allowed, told: [{ host }] }) => {
    switch (allowed) {
      case "names":
        return `The egress rules for this port list other names. Add ${quoted(host)} to them, or remove the configuration.`;
      case "namespaces":
        return `A rule for all namespaces only matches pods of the cluster. Allow TCP ${port} to the host's addresses, or remove the configuration.`;
      case undefined:
        return `Its egress rules allow other ports, or this one to pods only. Allow TCP ${port} to the host's addresses, or remove the configuration.`;
    }
  },
  related: ({ workload, told }) =>
    told.slice(0, 5).map(({ at, host, service, by }) => {
      const named = service === undefined ? quoted(host) : `${quoted(service)}, which stands for ${quoted(host)}`;
      return {
        at,
        message:
          by === workload.object
            ? `${workload.kind} ${quoted(workload.name)} is configured with ${named}`
            : `${by.kind} ${quoted(by.meta.name?.value ?? "")} configures ${quoted(workload.name)} with ${named}`,
      };
    }),
});
