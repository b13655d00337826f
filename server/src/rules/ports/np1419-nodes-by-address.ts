/** NP1419: a port that nodes have themselves, allowed to address blocks where those match no node. */

import { systemOf } from "../../systems/kinds.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { blocksForNodes } from "./node-ports.js";

export default defineRule({
  code: "NP1419",
  name: "nodes-by-address",
  title: "Nodes named by their addresses",
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
    `To Cilium ${quoted(block.cidr.value)} is no node: this does not allow TCP ${port} to ${listener}`,
  note: ({ isBuiltIn }) =>
    isBuiltIn
      ? "Cilium matches pods and nodes by their identity, and address blocks by what is outside the cluster. A rule with ports and without peers reaches nodes too."
      : "Cilium matches pods and nodes by their identity, and address blocks by what is outside the cluster. The entities `host` and `remote-node` are the nodes, and `kube-apiserver` is the API server.",
});
