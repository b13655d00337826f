/** NP1703: rules of the Baseline tier for pods that NetworkPolicies isolate, every one of them. */

import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { rulesIn } from "../../model/reading.js";
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
  covers: ["NP-12"],

  *check(policy, view) {
    if (wholePolicy(policy)?.tier !== "Baseline" || !view.isComplete()) return;
    for (const direction of DIRECTIONS) {
      const rules = policy.reading.parts.flatMap(rulesIn).filter((it) => it.direction === direction);
      const isolating = rules.length === 0 ? [] : isolatingAll(policy, direction, view);
      if (isolating.length === 0) continue;
      // A denial that is not needed harms nobody; an allowance that is not asked is missed.
      const severity = rules.some((it) => it.verdict === "allow") ? "info" : "hint";
      yield { at: listSite({ policy, direction }), severity, policy, direction, isolating };
    }
  },

  message: ({ policy, direction }) =>
    `The ${direction} rules of ${quoted(policy.name, 30)} are never reached: NetworkPolicies restrict ${direction} of all its pods`,
  note: ({ direction }) =>
    `Baseline decides only where no policy of a namespace selects the pod for ${direction}. What these rules allow must be allowed there.`,
  related: ({ isolating, direction }) =>
    isolating
      .slice(0, 5)
      .map((it) => ({ at: nameSite(it), message: `${quoted(displayName(it), 40)} restricts ${direction}` })),
});

/** A policy that isolates each of the pods; nothing where one of them is not isolated, or there are none. */
function isolatingAll(policy: Policy, direction: Direction, view: View): readonly Policy[] {
  const isolating = new Set<Policy>();
  for (const workload of view.selectedBy(policy)) {
    const [first] = view.isolatedBy(workload, direction);
    if (first === undefined) return [];
    isolating.add(first);
  }
  return [...isolating];
}
