/** NP1704: a Pass after which nothing decides, so that what it passes is allowed. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { Workload } from "../../model/scope.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { workloadNames } from "../words/words.js";
import { areApart, decidedBefore } from "./claims.js";
import { actionOf, rankOf, rulesBeside, wholePolicy, tierOf } from "./tiered-rules.js";

export default defineRule({
  code: "NP1704",
  name: "pass-without-decision",
  title: "A Pass rule that no later rule follows",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["policy-api"],
  covers: ["NP-2"],

  *check(policy, view) {
    const tier = wholePolicy(policy)?.tier;
    if (tier === undefined) return;
    for (const { by } of view.allowances(policy)) {
      // A rule that is never reached passes nothing on.
      if (by.verdict !== "pass" || decidedBefore(by, view) !== undefined) continue;
      if (tier === "Baseline") yield { at: actionOf(by), severity: "hint" as const, by, pods: [] };
      else {
        const pods = openPods(by, view);
        if (pods.length > 0) yield { at: actionOf(by), by, pods };
      }
    }
  },

  message: ({ pods }) =>
    pods.length === 0
      ? "`Pass` allows this traffic: nothing is evaluated after the Baseline tier"
      : "`Pass` allows this traffic: nothing after the Admin tier decides it",
  note: ({ by, pods }) =>
    pods.length === 0
      ? "Traffic that no tier decides is allowed, so `Accept` means the same."
      : `\`Pass\` leaves the decision to NetworkPolicies and then to Baseline. No policy in this workspace restricts ${by.direction} ${by.direction === "ingress" ? "to" : "from"} ${workloadNames(pods, undefined)}, so the traffic is allowed by default.`,

  fixes: {
    accept: {
      safety: "safe",
      fix: ({ at, pods }) => (pods.length === 0 ? writeText(at, "Accept") : undefined),
    },
  },
});

/** The pods that the rule is about, if no policy isolates any of them and no other rule may deny what it passes on. */
function openPods(rule: RuleRef, view: View): readonly Workload[] {
  const { policy, direction } = rule;
  // A policy that is not read may restrict them.
  if (view.scope.unreadPolicies.length > 0) return [];
  // In Baseline, or in a policy with the same priority, either of which may decide.
  const denied = rulesBeside(policy, view).some(
    (it) =>
      it.verdict === "deny" &&
      (tierOf(it) === "Baseline" || (it.policy !== policy && rankOf(it.policy) === rankOf(policy))) &&
      !areApart(it, rule),
  );
  if (denied) return [];
  const pods = view.selectedBy(policy);
  return pods.every((it) => view.isolatedBy(it, direction).length === 0) ? pods : [];
}
