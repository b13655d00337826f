/** NP1704: a Pass after which nothing decides, so that what it passes is allowed. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { Workload } from "../../model/scope.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { workloadNames } from "../words/words.js";
import { areApart } from "./claims.js";
import { actionOf, rulesBeside, wholePolicy, tierOf } from "./tiered-rules.js";

export default defineRule({
  code: "NP1704",
  name: "pass-without-decision",
  title: "A Pass after which nothing decides",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["NP-2"],

  *check(policy, view) {
    const tier = wholePolicy(policy)?.tier;
    if (tier === undefined) return;
    for (const { by } of view.allowances(policy)) {
      if (by.verdict !== "pass") continue;
      if (tier === "Baseline") yield { at: actionOf(by), severity: "hint" as const, by, pods: [] };
      else {
        const pods = openPods(by, view);
        if (pods.length > 0) yield { at: actionOf(by), by, pods };
      }
    }
  },

  message: ({ pods }) =>
    pods.length === 0
      ? "`Pass` in the Baseline tier allows: nothing is evaluated after it"
      : "`Pass` allows here: nothing after the Admin tier decides what this rule passes on",
  note: ({ by, pods }) =>
    pods.length === 0
      ? "Traffic that no tier decides is allowed, so `Accept` says the same."
      : `\`Pass\` leaves the decision to NetworkPolicies and then to Baseline. No policy in this workspace restricts ${by.direction} of ${workloadNames(pods, undefined)}, so the default decides, which allows.`,

  fixes: {
    accept: {
      safety: "safe",
      fix: ({ at, pods }) => (pods.length === 0 ? writeText(at, "Accept") : undefined),
    },
  },
});

/** The pods that the rule is for, if no policy isolates any of them and no Baseline rule may deny what it passes on. */
function openPods(rule: RuleRef, view: View): readonly Workload[] {
  const { policy, direction } = rule;
  // A policy that is not read may restrict them.
  if (view.scope.unreadPolicies.length > 0) return [];
  const denied = rulesBeside(policy, view).some(
    (it) => tierOf(it) === "Baseline" && it.verdict === "deny" && !areApart(it, rule),
  );
  if (denied) return [];
  const pods = view.selectedBy(policy);
  return pods.every((it) => view.isolatedBy(it, direction).length === 0) ? pods : [];
}
