/** NP1602: a rule admits workloads that are isolated on their own side, where nothing of it is allowed. */

import { opposite } from "../../model/direction.js";
import { nameSite } from "../../model/scope.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areTied } from "../evidence/ties.js";
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
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of stoppedPeers(policy, view)) {
      const sure = isOne && it.isolating.some((other) => areTied(view, policy, other));
      yield { severity: sure ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ direction, workloads }) => {
    const more = workloads.length > 1 ? ` and ${workloads.length - 1} more` : "";
    const name = quoted(workloads[0] === undefined ? "" : `${workloads[0].namespace}/${workloads[0].name}`, 24);
    return direction === "ingress"
      ? `Nothing from ${name}${more} arrives: egress there is isolated, and no policy allows it`
      : `Nothing reaches ${name}${more}: ingress there is isolated, and no policy allows it`;
  },
  note: ({ direction }) =>
    `Both ends must allow a connection: this rule allows its ${direction}, and the other end's ${opposite(direction)} is closed to it.`,
  related: ({ direction, isolating }) =>
    isolating
      .slice(0, 5)
      .map((it) => ({ at: nameSite(it), message: `isolates ${opposite(direction)} of the other end` })),
});
