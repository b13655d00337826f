/** NP2007: a Pass behind which no tier comes, so that what it passes on is allowed. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { nameSite, type Policy } from "../../model/scope.js";
import { isTier } from "../../systems/calico/model.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { actionOf, enforcedPolicy, orderOfTier, tierNameOf, tierOrderOf } from "./calico-policies.js";
import { decidedBy } from "./covering-rules.js";

export default defineRule({
  code: "NP2007",
  name: "pass-allows",
  title: "A Pass rule in the last tier",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: [],

  *check(policy, view) {
    if (enforcedPolicy(policy) === undefined || !isInLastTier(policy, view)) return;
    for (const { by } of view.allowances(policy)) {
      // A rule that is never reached passes nothing on.
      if (by.verdict !== "pass" || decidedBy(by, view) !== undefined) continue;
      const skipped = skippedBy(by, view);
      const severity = skipped === undefined ? "info" : "warning";
      yield { at: actionOf(by), severity, tier: tierNameOf(policy) ?? "", skipped } as const;
    }
  },

  message: ({ tier, skipped }) =>
    skipped === undefined
      ? `\`Pass\` allows this traffic: no tier comes after ${quoted(tier)}`
      : `\`Pass\` allows this traffic: it skips ${quoted(skipped.name)}, and no tier comes after ${quoted(tier)}`,
  note: ({ tier }) =>
    `\`Pass\` leaves the tier, so that no later policy in it is evaluated${tier === "default" ? ", NetworkPolicies of Kubernetes included" : ""}. What no tier decides is allowed for pods.`,
  related: ({ skipped }) =>
    skipped === undefined ? [] : [{ at: nameSite(skipped), message: "this policy is not evaluated" }],

  fixes: {
    "write-allow": { safety: "safe", fix: ({ at }) => writeText(at, "Allow") },
  },
});

function isInLastTier(policy: Policy, view: View): boolean {
  const order = tierOrderOf(policy, view);
  return order !== undefined && order >= 0 && view.memo(lastOrder) === order;
}

/** Of the last tier; undefined where a later one may have policies that are not in sight, or are of another API. */
function lastOrder(view: View): number | undefined {
  if (view.scope.unreadPolicies.length > 0) return undefined;
  let last = 0;
  for (const it of view.policies) {
    const order = tierNameOf(it) === undefined ? undefined : tierOrderOf(it, view);
    if (order === undefined) return undefined;
    last = Math.max(last, order);
  }
  return view.scope.resources.some((it) => isTier(it) && orderOfTier(it) > last) ? undefined : last;
}

/** A policy that selects a pod of the rule's, and whose rules come after it. */
function skippedBy(rule: RuleRef, view: View): Policy | undefined {
  const { policy, direction } = rule;
  const others = new Set(view.selectedBy(policy).flatMap((it) => view.isolatedBy(it, direction)));
  return [...others].find((other) => {
    if (other === policy || tierNameOf(other) !== tierNameOf(policy)) return false;
    const first = view.allowances(other).find(({ by }) => by.direction === direction);
    return first !== undefined && view.isBefore(rule, first.by);
  });
}
