/** NP1216: components of nodes selected as pods, although no selector matches them. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { nodePeers } from "./node-peers.js";

export default defineRule({
  code: "NP1216",
  name: "nodes-as-pods",
  title: "Components of nodes selected as pods",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-33"],

  check: nodePeers,

  message: ({ component, direction }) => {
    const effect =
      direction === "egress" ? `pods to reach ${called(component)}` : `connections from ${called(component)}`;
    return `This does not allow ${effect}: it uses the host network, and no selector matches it`;
  },
  note: ({ component, port, direction }) =>
    direction === "egress"
      ? `${port === undefined ? "" : `Port ${port} is the default port of ${called(component)}. `}The kubelet, kube-proxy and the control plane are reached at the addresses of nodes. To allow them, use an \`ipBlock\` with those addresses, or the entities \`host\` and \`remote-node\` in a Cilium policy.`
      : "The control plane connects from the addresses of its nodes. To allow it, use an `ipBlock` with those addresses, or the entity `remote-node` in a Cilium policy.",
});

function called(component: string): string {
  return component === "kubelet" ? "the kubelet" : quoted(component);
}
