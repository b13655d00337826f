/** NP1703: Baseline rules for pods that NetworkPolicies all isolate. */

import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { displayName, nameSite, type Policy } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { listSite, wholePolicy } from "./tiered-rules.js";

export default defineRule({
  code: "NP1703",
  name: "baseline-never-reached",
  title: "Baseline rules that are never reached",
  severity: "info",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["policy-api"],
  covers: ["NP-12"],

  *check(policy, view) {
    if (wholePolicy(policy)?.tier !== "Baseline" || !view.isComplete()) return;
    for (const direction of DIRECTIONS) {
      const rules = policy.reading.parts.flatMap((it) => it.rules).filter((it) => it.direction === direction);
      const isolating = rules.length === 0 ? [] : isolatingAll(policy, direction, view);
      if (isolating.length === 0) continue;
      // A Deny that is not needed does no harm, but an Allow that has no effect is missed.
      const severity = rules.some((it) => it.verdict === "allow") ? "info" : "hint";
      yield { at: listSite({ policy, direction }), severity, policy, direction, isolating };
    }
  },

  message: ({ policy, direction }) =>
    `The ${direction} rules of ${quoted(policy.name)} are never reached: NetworkPolicies restrict ${direction} ${direction === "ingress" ? "to" : "from"} all its pods`,
  note: ({ direction }) =>
    `Baseline only decides if no NetworkPolicy selects the pod for ${direction}. What these rules allow must be allowed in a NetworkPolicy.`,
  related: ({ isolating, direction }) =>
    isolating
      .slice(0, 5)
      .map((it) => ({ at: nameSite(it), message: `${quoted(displayName(it))} restricts ${direction}` })),
});

/** A policy that isolates each pod; nothing if one of them is not isolated, or if there are none. */
function isolatingAll(policy: Policy, direction: Direction, view: View): readonly Policy[] {
  const isolating = new Set<Policy>();
  for (const workload of view.selectedBy(policy)) {
    const [first] = view.isolatedBy(workload, direction);
    if (first === undefined) return [];
    isolating.add(first);
  }
  return [...isolating];
}
