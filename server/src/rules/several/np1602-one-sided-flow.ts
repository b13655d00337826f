/** NP1602: a rule allows workloads whose own policies allow none of that traffic. */

import { type Direction, opposite } from "../../model/direction.js";
import { nameSite, type Workload } from "../../model/scope.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { allowedInstead, allowThere, failedClause, nearRulesThere } from "./other-side.js";
import { areTied } from "../evidence/ties.js";
import { stoppedPeers } from "./stopped-peers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1602",
  name: "one-sided-flow",
  title: "Allowed on one side only",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-23"],

  *check(policy, view) {
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of stoppedPeers(policy, view)) {
      const sure = isOne && it.isolating.some((other) => areTied(view, policy, other));
      const near = nearRulesThere(it, view);
      yield { severity: sure ? "warning" : "info", ...it, near, instead: allowedInstead(near, it, view) } as const;
    }
  },

  message: ({ direction, workloads: [first, ...more], instead }) => {
    const name = quoted(first === undefined ? "" : `${first.namespace}/${first.name}`);
    const isOne = more.length === 0;
    const who = isOne ? name : `${name} and ${more.length} more`;
    const there = `${isOne ? "its" : "their"} ${opposite(direction)} rules`;
    const why = instead === undefined || !isOne ? `${there} do not allow it` : `${there} allow only ${instead}`;
    return direction === "ingress"
      ? `${who} cannot send this: ${why}`
      : `${who} ${isOne ? "does" : "do"} not accept this: ${why}`;
  },
  note: ({ direction, near: [nearest], pair }) => {
    const why = nearest && failedClause(nearest, pair);
    return `Both sides must allow a connection. This rule allows ${direction}, but policies on the other side restrict ${opposite(direction)}.${
      why === undefined ? "" : ` The closest rule is in ${quoted(nearest?.by.policy.name ?? "")}: ${why}.`
    }`;
  },
  related: ({ direction, isolating, near: [nearest], workloads: [first] }) => [
    ...(nearest?.failed[0] === undefined ? [] : [{ at: nearest.failed[0].at, message: "this does not match" }]),
    ...isolating.slice(0, 5).map((it) => ({
      at: nameSite(it),
      message: `${quoted(it.name)} restricts ${restricted(opposite(direction), first)}`,
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

/** `ingress to `db`` or `egress from `db``. */
function restricted(direction: Direction, workload: Workload | undefined): string {
  if (workload === undefined) return direction;
  return `${direction} ${direction === "ingress" ? "to" : "from"} ${quoted(workload.name)}`;
}
