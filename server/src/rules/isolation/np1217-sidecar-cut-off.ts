/** NP1217: egress rules that do not allow the sidecars of Istio or Linkerd to reach their control plane. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { cutOffSidecars } from "./cut-off-sidecars.js";

export default defineRule({
  code: "NP1217",
  name: "sidecar-cut-off",
  title: "A sidecar that cannot reach its control plane",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: [],

  *check(policy, view) {
    for (const it of cutOffSidecars(policy, view)) yield { severity: it.hasRules ? "warning" : "info", ...it } as const;
  },

  message: ({ mesh, workloads: [first, ...more] }) => {
    const who = more.length === 0 ? quoted(first.name) : `${quoted(first.name)} and ${more.length} more`;
    return `The sidecars of ${who} cannot reach ${mesh.name}'s control plane: TCP ${mesh.ports[0]} is not allowed`;
  },
  note: ({ mesh, workloads: [{ namespace }] }) =>
    mesh.name === "Istio"
      ? `Istio injects a sidecar into pods in ${quoted(namespace)}. Without its configuration and certificate from istiod (TCP 15012), it does not become ready, and the pods do not either. Allow TCP 15012 to the namespace of istiod, usually \`istio-system\`.`
      : "Linkerd injects a proxy into these pods. Without its certificate (TCP 8080), destinations (TCP 8086) and policies (TCP 8090) it does not become ready, and the pods do not either. Allow these ports to the namespace of Linkerd's control plane, usually `linkerd`.",
});
