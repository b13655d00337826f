/** NP1905: a ServiceMonitor, a PodMonitor or an annotation is for a port that no rule lets a Prometheus elsewhere reach. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { unreadMetrics } from "./kept-out-monitors.js";

export default defineRule({
  code: "NP1905",
  name: "metrics-kept-out",
  title: "Metrics that Prometheus cannot scrape",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],

  *check(policy, view) {
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of unreadMetrics(policy, view)) {
      const isSure = isOne && it.way === "closed" && it.need.isAnnotated !== true;
      yield { severity: isSure ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ need: { to, port, protocol, by, isAnnotated } }) =>
    `Prometheus cannot scrape ${quoted(to.name)} on ${protocol} ${port}${isAnnotated === true ? ", as its annotations ask" : ` for ${by.kind} ${quoted(by.meta.name?.value ?? "")}`}`,
  note: ({ way, need }) => {
    switch (way) {
      case "closed":
        return `No ingress rule of these pods allows the port. Allow it from Prometheus, or remove the ${need.isAnnotated === true ? "annotations" : "monitor"}.`;
      case "others":
        return "The ingress rules for the port allow other pods. None of them names a monitoring namespace or Prometheus.";
      case "platform":
        return 'On OpenShift, `openshift-monitoring` only scrapes namespaces with the label `openshift.io/cluster-monitoring: "true"`. The others are scraped from `openshift-user-workload-monitoring`.';
      case "nothing":
        return "The policies for these pods allow no ingress at all.";
    }
  },
  related: ({ need: { at, by, isAnnotated } }) => {
    const name = `${by.kind} ${quoted(by.meta.name?.value ?? "")}`;
    return [{ at, message: isAnnotated === true ? `${name} asks for this port` : `${name} scrapes this port` }];
  },
});
