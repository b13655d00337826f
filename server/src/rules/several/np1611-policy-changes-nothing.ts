/** NP1611: a policy whose rules are all within rules of other policies for the same pods (KP-24, KP-47). */

import { nameSite } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { coveringRules } from "./covered-policies.js";

export default defineRule({
  code: "NP1611",
  name: "policy-changes-nothing",
  title: "A policy that changes nothing",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-24", "KP-47"],

  *check(policy, view) {
    const [first, ...more] = coveringRules(policy, view) ?? [];
    if (first !== undefined) yield { at: nameSite(policy), coverings: [first, ...more] as const };
  },

  message: ({ coverings }) => {
    const names = [...new Set(coverings.map(({ outer }) => quoted(outer.by.policy.name)))];
    return `This policy changes nothing: ${names.length === 1 ? `${names[0]} already allows` : "other policies already allow"} everything that it allows`;
  },
  note: () =>
    "Traffic is allowed if any policy allows it, so a narrow rule has no effect beside a broader one for the same pods. Narrow the broader one, or remove this policy.",
  related: ({ coverings }) =>
    [...new Map(coverings.map(({ outer }) => [outer.by.reading, outer.by])).values()]
      .slice(0, 10)
      .map(({ at, policy }) => ({ at, message: `this rule of ${quoted(policy.name)} allows it too` })),
});
