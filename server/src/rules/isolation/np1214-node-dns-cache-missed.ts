/** NP1214: a rule for the DNS pods, although pods query a cache on their node. */

import { partOf } from "../../base/source.js";
import { nameSite } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { missedCaches } from "./node-dns-caches.js";

export default defineRule({
  code: "NP1214",
  name: "node-dns-cache-missed",
  title: "A DNS rule that does not allow the DNS cache on the node",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: ["KP-20", "CP-34"],

  *check(policy, view) {
    for (const it of missedCaches(policy, view)) yield { at: partOf(it.peers.at, "key"), policy, ...it };
  },

  message: ({ cache }) =>
    `DNS lookups may fail: this allows the DNS pods, but not ${quoted(cache.name)}, the DNS cache on each node`,
  note: ({ address, isKnown }) =>
    `The cache uses the host network, so no selector matches it. It listens at ${address}${isKnown ? "" : " by default"}. Some networks always allow connections to the pod's own node.`,
  related: ({ cache }) => [{ at: nameSite(cache), message: `${quoted(cache.name)} answers DNS lookups on each node` }],

  fixes: {
    "allow-cache": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, peers, address }) => {
        const { pieces, isBuiltIn = false } = systemOf(policy.object);
        const peer = isBuiltIn ? pieces.blockPeer(`${address}/${address.includes(":") ? 128 : 32}`, peers) : undefined;
        if (peer === undefined) return undefined;
        return { title: `Allow DNS to ${address} too`, edit: (editor) => editor.append(peers.at, peer) };
      },
    },
  },
});
