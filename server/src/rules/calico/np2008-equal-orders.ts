/** NP2008: two policies of equal order that decide the same traffic differently, so that their names decide (C18). */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { nameSite, type Policy } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { actionOf, actionWord, enforcedPolicy, orderOf } from "./calico-policies.js";
import { areEntangled, decidedBy, rulesBeside } from "./covering-rules.js";

export default defineRule({
  code: "NP2008",
  name: "equal-orders",
  title: "Equal orders that disagree",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-18"],

  *check(policy, view) {
    const object = enforcedPolicy(policy);
    if (object === undefined) return;
    const found = new Set<Policy>();
    for (const { by } of view.allowances(policy)) {
      if (!decides(by)) continue;
      const first = rulesBeside(policy, view).find((it) => !found.has(it.policy) && isDisputed(it, by, view));
      if (first === undefined) continue;
      found.add(first.policy);
      yield { at: object.order?.at ?? nameSite(policy), policy, first, by, order: orderOf(policy) };
    }
  },

  message: ({ policy, first, order }) => {
    const what = order === undefined ? "have no `order`" : `have order ${order}`;
    return `${quoted(policy.name)} and ${quoted(first.policy.name)} both ${what} but disagree: their names decide which is first`;
  },
  note: ({ first, by }) =>
    `For traffic that both match, ${quoted(first.policy.name)} says \`${actionWord(first)}\` and is evaluated first, because policies of equal order are sorted by name; this one says \`${actionWord(by)}\`. A new name changes what is allowed.`,
  related: ({ first, by }) => [
    { at: actionOf(first), message: `this rule says \`${actionWord(first)}\`, and is first` },
    { at: actionOf(by), message: `this rule says \`${actionWord(by)}\`` },
  ],
});

function decides({ verdict }: RuleRef): boolean {
  return verdict === "allow" || verdict === "deny";
}

/** True where the first rule comes before the other by its policy's name alone, and decides some of the same traffic otherwise. */
function isDisputed(first: RuleRef, other: RuleRef, view: View): boolean {
  if (first.policy === other.policy || !decides(first) || first.verdict === other.verdict) return false;
  if (orderOf(first.policy) !== orderOf(other.policy) || !view.isBefore(first, other)) return false;
  // Rules that are never reached dispute nothing, and one that the first decides completely is said to be never reached.
  return areEntangled(first, other) && decidedBy(other, view) === undefined && decidedBy(first, view) === undefined;
}
