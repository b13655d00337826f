/** NP1214: a rule for the DNS pods, although pods query a cache on their node. */

import { partOf } from "../../base/source.js";
import { nameSite } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { CACHE_ADDRESS, missedCaches } from "./node-dns-caches.js";

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
  note: () =>
    "The cache uses the host network, so no selector matches it. It listens at 169.254.20.10 by default. Some networks always allow connections to the pod's own node.",
  related: ({ cache }) => [{ at: nameSite(cache), message: `${quoted(cache.name)} answers DNS lookups on each node` }],

  fixes: {
    "allow-cache": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, peers }) => {
        const { pieces, isBuiltIn = false } = systemOf(policy.object);
        const peer = isBuiltIn ? pieces.blockPeer(CACHE_ADDRESS, peers) : undefined;
        if (peer === undefined) return undefined;
        return { title: `Allow DNS to ${CACHE_ADDRESS} too`, edit: (editor) => editor.append(peers.at, peer) };
      },
    },
  },
});
