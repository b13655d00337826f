/** NP2102: a rule of which an earlier one of the same policy decides all traffic, so that it is never asked (A9). */

import type { RuleRef } from "../../engine/answers.js";
import { defineRule } from "../rule.js";
import { actionOf, actionWord, contains, wholePolicy } from "./antrea-rules.js";

export default defineRule({
  code: "NP2102",
  name: "rule-after-catch-all",
  title: "A rule of an Antrea policy that is never reached",
  severity: "warning",
  premise: "file",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["antrea"],
  covers: ["A-9"],
  tag: "unnecessary",

  *check(policy, view) {
    if (wholePolicy(policy) === undefined) return;
    const rules = view.allowances(policy).map((it) => it.by);
    for (const by of rules) {
      const first = rules.find((it) => isEarlier(it, by) && contains(it, by));
      if (first === undefined) continue;
      yield { at: by.at, severity: first.verdict === by.verdict ? "hint" : "warning", by, first } as const;
    }
  },

  message: ({ by }) => `This \`${actionWord(by)}\` rule is never reached: a rule before it decides all of its traffic`,
  note: ({ first }) =>
    (first.reading.written as { readonly l7?: object }).l7 === undefined
      ? "The first rule that matches decides."
      : "The first rule that matches decides: what its `l7Protocols` do not allow is dropped, and no later rule is asked.",
  related: ({ first }) => [{ at: actionOf(first), message: `this rule decides first (\`${actionWord(first)}\`)` }],

  fixes: {
    remove: {
      safety: "safe",
      fix: ({ at }) => ({ title: "Remove the rule", edit: (editor) => editor.remove(at) }),
    },
  },
});

function isEarlier(a: RuleRef, b: RuleRef): boolean {
  return a.direction === b.direction && a.reading.index < b.reading.index;
}
