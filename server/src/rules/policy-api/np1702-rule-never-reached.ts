/** NP1702: a rule of a tiered policy whose traffic is all decided by earlier rules. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { decidedBefore } from "./claims.js";
import { actionOf, actionWord, wholePolicy } from "./tiered-rules.js";

export default defineRule({
  code: "NP1702",
  name: "rule-never-reached",
  title: "A rule that is never reached",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["policy-api"],
  covers: ["NV-13", "NP-4"],
  tag: "unnecessary",

  *check(policy, view) {
    if (wholePolicy(policy) === undefined) return;
    for (const { by } of view.allowances(policy)) {
      const takers = decidedBefore(by, view);
      if (takers === undefined) continue;
      // If they decide the same, the rule is redundant; otherwise it does not do what it is meant to do.
      const severity = takers.every((it) => it.verdict === by.verdict) ? "hint" : "warning";
      yield { at: by.at, severity, by, takers };
    }
  },

  message: ({ by, takers }) => {
    const [first] = takers;
    const only = takers.length === 1 && first !== undefined ? first : undefined;
    const whose =
      only === undefined ? "rules" : only.policy === by.policy ? "a rule" : `a rule in ${quoted(only.policy.name)}`;
    return `This \`${actionWord(by)}\` rule is never reached: ${whose} before it ${only === undefined ? "decide" : "decides"} all of its traffic`;
  },
  note: () =>
    "The first rule that matches decides: lower priorities first, then the order in the list, and the Admin tier before Baseline.",
  related: ({ takers }) =>
    takers.slice(0, 5).map((it) => ({ at: actionOf(it), message: `this rule decides first (\`${actionWord(it)}\`)` })),

  fixes: {
    remove: {
      safety: "safe",
      fix: ({ at }) => ({ title: "Remove the rule", edit: (editor) => editor.remove(at) }),
    },
  },
});
