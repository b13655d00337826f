/** NP1602: a rule admits workloads that are isolated on their own side, where nothing of it is allowed. */

import { opposite } from "../../model/direction.js";
import { nameSite } from "../../model/scope.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { allowThere, failedClause, nearestThere } from "./other-side.js";
import { stoppedPeers } from "./stopped-peers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1602",
  name: "one-sided-flow",
  title: "Allowed at one end only",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-23"],

  *check(policy, view) {
    const severity = statesNamespace(policy) && areManifestsOfOneCluster(view) ? "warning" : "info";
    for (const it of stoppedPeers(policy, view)) {
      yield { severity, ...it, near: nearestThere(it, view) } as const;
    }
  },

  message: ({ direction, workloads }) => {
    const more = workloads.length > 1 ? ` and ${workloads.length - 1} more` : "";
    const name = quoted(workloads[0] === undefined ? "" : `${workloads[0].namespace}/${workloads[0].name}`, 60);
    return direction === "ingress"
      ? `${name}${more} may not send this: no egress rule there allows it`
      : `${name}${more} does not accept this: no ingress rule there allows it`;
  },
  note: ({ direction, near, pair }) => {
    const why = near && failedClause(near, pair);
    return `Both ends must allow a connection: this rule allows its ${direction}, and the other end restricts its ${opposite(direction)}.${
      why === undefined ? "" : ` A rule of ${quoted(near?.by.policy.name ?? "")} comes nearest: ${why}.`
    }`;
  },
  related: ({ direction, isolating, near, workloads: [first] }) => [
    ...(near?.failed[0] === undefined ? [] : [{ at: near.failed[0].at, message: "this does not match it" }]),
    ...isolating.slice(0, 5).map((it) => ({
      at: nameSite(it),
      message: `${quoted(it.name)} restricts ${opposite(direction)}${first === undefined ? "" : ` of ${quoted(first.name)}`}`,
    })),
  ],

  fixes: {
    "allow-there": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: (it, view) => (it.workloads.length === 1 ? allowThere(it, view) : undefined),
    },
  },
});
