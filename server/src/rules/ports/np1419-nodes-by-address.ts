/** NP1419: a port of nodes, allowed to CIDR blocks, on a network where CIDR blocks match no node. */

import { systemOf } from "../../systems/kinds.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { blocksForNodes } from "./node-ports.js";

export default defineRule({
  code: "NP1419",
  name: "nodes-by-address",
  title: "Nodes selected by a CIDR block",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-36", "CP-37"],

  *check(policy, view) {
    const { isBuiltIn = false } = systemOf(policy.object);
    for (const it of blocksForNodes(policy, view)) yield { at: it.block.cidr.at, isBuiltIn, ...it };
  },

  message: ({ block, port, listener }) =>
    `This does not allow TCP ${port} to ${listener}: in Cilium, ${quoted(block.cidr.value)} matches no nodes`,
  note: ({ isBuiltIn }) =>
    isBuiltIn
      ? "Cilium matches pods and nodes by identity. CIDR blocks match only addresses outside the cluster. A rule with ports and no peers allows nodes too."
      : "Cilium matches pods and nodes by identity. CIDR blocks match only addresses outside the cluster. The entities `host` and `remote-node` are the nodes, and `kube-apiserver` is the API server.",
});
