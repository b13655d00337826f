/** NP2006: a rule that is never asked, because an earlier one of its tier decides all of its traffic (C21). */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { Policy } from "../../model/scope.js";
import { areAppliedTogether } from "../evidence/ties.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { actionOf, actionWord, enforcedPolicy } from "./calico-policies.js";
import { decidedBy } from "./covering-rules.js";

export default defineRule({
  code: "NP2006",
  name: "rule-decided-before",
  title: "A rule that is never reached",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-21"],
  tag: "unnecessary",

  *check(policy, view) {
    const object = enforcedPolicy(policy);
    if (object === undefined) return;
    for (const { by } of view.allowances(policy)) {
      const first = decidedBy(by, view);
      if (first === undefined) continue;
      const isSame = first.verdict === by.verdict;
      // Policies that say the same are each complete in themselves.
      if (isSame && first.policy !== policy) continue;
      const severity = isSame ? "hint" : areSurelyTogether(first.policy, policy, view) ? "warning" : "info";
      // Without any rule, the policy may be about another direction.
      const isOnly = object[by.direction]?.rules.length === 1;
      yield { at: by.at, severity, by, first, isOnly } as const;
    }
  },

  message: ({ by, first }) =>
    `This \`${actionWord(by)}\` rule is never reached: a rule ${whose(first, by)}before it decides all of its traffic`,
  note: ({ by, first }) =>
    first.policy === by.policy
      ? "The first rule that matches decides, unless its action is `Log`."
      : "Policies of a tier are evaluated by `order`, lowest first, and those without one last. The first rule that matches decides, unless its action is `Log`.",
  related: ({ first }) => [{ at: actionOf(first), message: `this rule decides first (\`${actionWord(first)}\`)` }],

  fixes: {
    remove: {
      safety: "safe",
      fix: ({ at, isOnly }) => (isOnly ? undefined : { title: "Remove the rule", edit: (editor) => editor.remove(at) }),
    },
  },
});

/** Other folders may hold another step, or another cluster. */
function areSurelyTogether(a: Policy, b: Policy, view: View): boolean {
  return areAppliedTogether(view, a, b) || folderOf(a) === folderOf(b);
}

function folderOf({ file = "" }: Policy): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

function whose(first: RuleRef, by: RuleRef): string {
  return first.policy === by.policy ? "" : `in ${quoted(first.policy.name)} `;
}
