/** NP2108: rules of the baseline tier that allow what NetworkPolicies have denied before (A4). */

import type { View } from "../../analysis/view.js";
import type { Direction } from "../../model/direction.js";
import { displayName, nameSite, type Policy, type Workload } from "../../model/scope.js";
import { BASELINE_TIER, tierNameOf } from "../../systems/antrea/tiers.js";
import { defineRule } from "../rule.js";
import { actionOf, partOf, wholePolicy } from "./antrea-rules.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP2108",
  name: "allowed-too-late",
  title: "A baseline rule of an Antrea policy that is never reached",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["antrea"],
  covers: ["A-4"],

  *check(policy, view) {
    const object = wholePolicy(policy);
    if (object === undefined || tierNameOf(object) !== BASELINE_TIER || !view.isComplete()) return;
    for (const { by } of view.allowances(policy)) {
      // A denial that is not needed does no harm, but an allowance that has no effect is missed.
      if (by.verdict !== "allow") continue;
      const isolating = isolatingAll(view.selectedBy(policy, partOf(by)), by.direction, view);
      if (isolating.length > 0) yield { at: actionOf(by), direction: by.direction, isolating };
    }
  },

  message: ({ direction, isolating: [first] }) =>
    `This rule is never reached: ${first === undefined ? "NetworkPolicies" : quoted(displayName(first))} already restricts ${direction} ${direction === "ingress" ? "to" : "from"} its pods`,
  note: ({ direction }) =>
    `The tier \`baseline\` only decides if no NetworkPolicy selects the pod for ${direction}. Allow it in an earlier tier, or in a NetworkPolicy.`,
  related: ({ isolating, direction }) =>
    isolating
      .slice(0, 5)
      .map((it) => ({ at: nameSite(it), message: `${quoted(displayName(it))} restricts ${direction}` })),
});

/** A policy that isolates each pod; nothing if one of them is not isolated, or if there are none. */
function isolatingAll(pods: readonly Workload[], direction: Direction, view: View): readonly Policy[] {
  const isolating = new Set<Policy>();
  for (const workload of pods) {
    const [first] = view.isolatedBy(workload, direction);
    if (first === undefined) return [];
    isolating.add(first);
  }
  return [...isolating];
}
