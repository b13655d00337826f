/** NP1907: a workload is configured to call a host outside the cluster, on a port that no egress rule allows there. */

import { nameSite } from "../../model/scope.js";
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

  message: ({ workload, port, told: [{ host }, ...more], allowed }) => {
    if (allowed === "outside") {
      return `${quoted(workload.name)} calls ${quoted(host)}, which is served from this cluster, but no egress rule allows the gateway`;
    }
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return `${quoted(workload.name)} is configured to call ${quoted(`${host}:${port}`)}${others}, but no egress rule allows TCP ${port} there`;
  },
  note: ({ port, allowed, told: [{ host }], route }) => {
    if (allowed === "outside") {
      return "Rules for addresses outside do not match the gateway's pods. Most clusters send connections to their own load balancer straight to these pods, on the pods' port. Allow them, or call the Service.";
    }
    if (route !== undefined) {
      return "This cluster serves the host itself, so the connection may arrive at the gateway's pods, on their port. Allow these, or call the Service.";
    }
    switch (allowed) {
      case "names":
        return `The egress rules for this port list other names. Add ${quoted(host)} to them, or remove the configuration.`;
      case "namespaces":
        return `A rule for all namespaces only matches pods of the cluster. Allow TCP ${port} to the host's addresses, or remove the configuration.`;
      case undefined:
        return `Its egress rules allow other ports, or this one to pods only. Allow TCP ${port} to the host's addresses, or remove the configuration.`;
    }
  },
  related: ({ workload, told, route }) => [
    ...told.slice(0, 5).map(({ at, host, service, by }) => {
      const named = service === undefined ? quoted(host) : `${quoted(service)}, which stands for ${quoted(host)}`;
      return {
        at,
        message:
          by === workload.object
            ? `${workload.kind} ${quoted(workload.name)} is configured with ${named}`
            : `${by.kind} ${quoted(by.meta.name?.value ?? "")} configures ${quoted(workload.name)} with ${named}`,
      };
    }),
    ...(route === undefined
      ? []
      : [
          {
            at: nameSite(route),
            message: `${route.object.kind} ${quoted(route.object.meta.name?.value ?? "")} serves this host`,
          },
        ]),
  ],

  fixes: {
    "allow-name": {
      safety: "changes-traffic",
      fix: ({ names, told }) => {
        if (names?.key !== CILIUM_NAMES) return undefined;
        const hosts = [...new Set(told.map((it) => it.host))];
        const [first, ...more] = hosts;
        return {
          title: `Add ${first}${more.length === 0 ? "" : ` and ${more.length} more`} to the allowed names`,
          edit: (editor) => {
            for (const it of hosts) editor.append(names.at, { matchName: it });
          },
        };
      },
    },
  },
});

/** The key of Cilium's list of names. Those of other systems are only in policies with an order, which this rule leaves. */
const CILIUM_NAMES = "toFQDNs";
