/** NP1607: a default deny that closes one direction and leaves the other open. */

import type { View } from "../../analysis/view.js";
import { DIRECTIONS, type Direction, opposite } from "../../model/direction.js";
import { rulesOf } from "../../model/reading.js";
import { nameSite, type Policy } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { isEveryPod, subjectsOf } from "../evidence/subjects.js";

export default defineRule({
  code: "NP1607",
  name: "default-deny-one-way",
  title: "A default deny for one direction",
  severity: "info",
  premise: "all-policies",
  persona: "auditor",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-26"],

  *check(policy, view) {
    if (!isForAll(policy) || saysSomething(policy)) return;
    const isolates = view.isolates(policy);
    const closed = DIRECTIONS.filter((it) => isolates[it]);
    const [open] = DIRECTIONS.filter((it) => !isolates[it]);
    if (closed.length !== 1 || open === undefined || isClosedBy(view, policy, open)) return;
    yield { at: nameSite(policy), policy, open };
  },

  message: ({ policy, open }) =>
    `${quoted(policy.name, 30)} isolates ${opposite(open)} of every pod, and nothing isolates ${open} of all of them`,
  note: ({ open }) =>
    open === "egress"
      ? "A pod that is taken over may connect to anything. Closing egress needs an allowance for DNS beside it."
      : "Every pod is open to the whole cluster, but for those that other policies select.",
});

function isForAll(policy: Policy): boolean {
  const [subject, ...others] = subjectsOf(policy);
  return subject !== undefined && others.length === 0 && isEveryPod(subject);
}

/** A default deny has no rules that say anything; Cilium's has an empty one in their place (B.2.4). */
function saysSomething({ reading }: Policy): boolean {
  return rulesOf(reading).some((it) => it.verdict === "deny" || it.who !== "nobody" || it.portsAt !== undefined);
}

/** True when a policy for every pod isolates the direction, or each workload in sight is isolated by some policy. */
function isClosedBy(view: View, policy: Policy, direction: Direction): boolean {
  const closed = view.memo(namespacesClosedForAll)[direction];
  if (closed.has(undefined) || closed.has(policy.namespace)) return true;
  const pods = view.selectedBy(policy);
  return pods.length > 0 && pods.every((it) => view.isolatedBy(it, direction).length > 0);
}

/** Namespaces in which a policy for every pod isolates a direction; undefined: one for every namespace does. */
function namespacesClosedForAll(view: View): Record<Direction, ReadonlySet<string | undefined>> {
  const closed = { ingress: new Set<string | undefined>(), egress: new Set<string | undefined>() };
  for (const policy of view.policies) {
    if (!subjectsOf(policy).some(isEveryPod)) continue;
    const isolates = view.isolates(policy);
    for (const direction of DIRECTIONS) if (isolates[direction]) closed[direction].add(policy.namespace);
  }
  return closed;
}
