/** NP1212: the API server selected as pods, although no selector matches it. */

import { apiServerPeers, POD_NAMESPACE } from "./api-server-peers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1212",
  name: "api-server-as-pods",
  title: "The API server selected as pods",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-44"],

  check: apiServerPeers,

  message: ({ label, namespace, rule }) => {
    const effect =
      rule.direction === "egress"
        ? "This does not allow pods to reach the API server"
        : "This does not allow calls from the API server";
    if (label !== undefined || namespace === undefined) return `${effect}: no selector matches it`;
    return namespace === POD_NAMESPACE
      ? `${effect}: a namespace alone does not match pods that use the host network`
      : `${effect}: it is not a pod in namespace ${quoted(namespace)}`;
  },
  note: ({ rule }) =>
    rule.direction === "ingress"
      ? "The API server uses the host network of its nodes, or runs outside the cluster. To allow its calls, write a rule for the port without peers, or use the entities `kube-apiserver` and `remote-node` in a Cilium policy."
      : "The API server uses the host network of its nodes, or runs outside the cluster. To allow it, use an `ipBlock` with its addresses on the port behind the Service `kubernetes` (often 6443), or the entity `kube-apiserver` in a Cilium policy.",
});
