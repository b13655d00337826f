/** NP1911: pods of an operator that do not accept the operator on a port that it documents. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { keptOutOperators } from "./kept-out-operators.js";

export default defineRule({
  code: "NP1911",
  name: "operator-kept-out",
  title: "Pods that their operator cannot reach",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: [],

  *check(policy, view) {
    // As sure as that Prometheus cannot scrape a port (NP1905): the resource makes the pods, and no policy here allows the port.
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of keptOutOperators(policy, view)) {
      yield { severity: isOne && it.way === "closed" ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ need: { to, port, protocol } }) =>
    `The operator of ${quoted(to.name)} cannot reach its pods on ${protocol} ${port}`,
  note: ({ way, need: { by, port } }) =>
    way === "closed"
      ? `By its documentation, what manages each ${by.kind} connects to its pods on port ${port}. No ingress rule of these pods allows the port.`
      : `By its documentation, what manages each ${by.kind} connects to its pods on port ${port}. The rules for the port only allow pods in the same namespace, and operators usually run in their own.`,
  related: ({ need: { at, by } }) => [
    { at, message: `the pods of ${by.kind} ${quoted(by.meta.name?.value ?? "")} are made by an operator` },
  ],
});
