/** NP1904: a custom resource has its controller call a port that no egress rule of the controller allows. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { closedCalls } from "./controller-calls.js";

export default defineRule({
  code: "NP1904",
  name: "controller-port-closed",
  title: "A controller that cannot call what its resources name",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],

  *check(policy, view) {
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of closedCalls(policy, view)) {
      yield { severity: isOne && it.isSure ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ controller, by, port }) =>
    `No egress rule of ${quoted(controller)} allows TCP ${port}, which ${by.kind} ${quoted(by.meta.name?.value ?? "")} needs`,
  note: ({ url, port }) =>
    `The controller connects to ${quoted(`${url.host}:${port}`)} for this object. Allow the port, or remove the object.`,
  related: ({ by, url }) => [
    { at: url.at, message: `${by.kind} ${quoted(by.meta.name?.value ?? "")} names this address` },
  ],
});
