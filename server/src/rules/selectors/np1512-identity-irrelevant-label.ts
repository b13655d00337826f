/** NP1512: a selector that asks for a label of pods which the system that enforces the policy leaves out. */

import type { View } from "../../analysis/view.js";
import { systemOf } from "../../systems/kinds.js";
import type { PolicySystem } from "../../systems/system.js";
import { hasDottedSource, isMeantForNamespaces } from "../evidence/misread-label-keys.js";
import { selectorsOf } from "../evidence/written-selectors.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1512",
  name: "identity-irrelevant-label",
  title: "A label that Cilium drops from pods",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-19"],

  *check(policy, view) {
    const own = systemOf(policy.object);
    const isOwn = own.traits.dropsLabel !== undefined;
    const by = isOwn ? own : view.memo(labelDropper);
    if (by === undefined) return;
    // Who enforces policies that drop no label themselves is only guessed from their neighbours.
    const severity: Severity = isOwn ? "warning" : "info";
    for (const { role, selector } of selectorsOf(policy).filter((it) => it.of === "pod")) {
      for (const requirement of selector.requirements) {
        const { value: key } = requirement.key;
        // Keys that were meant as a namespace's, or have a dot for their colon, are other rules'.
        if (by.traits.dropsLabel?.(key) !== true || (isOwn && (isMeantForNamespaces(key) || hasDottedSource(key))))
          continue;
        yield { at: requirement.key.at, severity, role, requirement, key, by: by.title };
      }
    }
  },

  message: ({ role, requirement, key, by }) => {
    const { operator } = requirement;
    const where = role === "subject" ? "The policy applies to" : "The peer matches";
    if (operator === "NotIn" || operator === "DoesNotExist")
      return `${quoted(key, 46)} excludes no pod: ${by} drops the label by default`;
    return `${where} no pod under ${by}, which drops ${quoted(key, 46)}`;
  },
  note: ({ by }) =>
    `To ${by} pods with the same labels are one identity; it leaves out labels that differ from pod to pod. Settings of its agent can change which.`,
});

/** A system whose policies are here and that drops labels: it enforces policies of the other systems too. */
function labelDropper({ scope }: View): PolicySystem | undefined {
  return scope.policies.map((it) => systemOf(it.object)).find((it) => it.traits.dropsLabel !== undefined);
}
