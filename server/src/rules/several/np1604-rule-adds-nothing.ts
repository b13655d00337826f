/** NP1604: a rule whose peers and ports another rule of the same list has. */

import { systemOf } from "../../systems/kinds.js";
import { coveredRules } from "./covered-rules.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1604",
  name: "rule-adds-nothing",
  title: "A rule that another one covers",
  severity: "hint",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-24", "KP-47"],
  tag: "unnecessary",

  *check(policy, view) {
    for (const list of policy.reading.parts.flatMap((it) => it.lists)) {
      for (const [inner, outer] of coveredRules(list, policy, view)) {
        // Conditions of a third rule, as Cilium has them, may make the narrow one count.
        if (view.coveredBy(inner.allowance.by) !== undefined) yield { at: inner.rule.at, inner, outer, policy };
      }
    }
  },

  message: ({ inner: { rule }, outer }) => {
    const kind = `${rule.direction}${rule.verdict === "deny" ? " deny" : ""} rule`;
    const whom = outer.peers === undefined ? "everyone" : "the same peers";
    return `This ${kind} adds nothing: another one of the list has ${whom} and its ports`;
  },
  note: ({ policy }) =>
    systemOf(policy.object).traits.neverIsolates === true
      ? "What this rule matches, the other one decides alike."
      : "Rules are added up: what one of them lets through is let through, however narrow the others are.",
  related: ({ outer }) => [{ at: outer.rule.at, message: "this rule has all of it" }],

  fixes: {
    remove: {
      safety: "safe",
      fix: ({ at }) => ({ title: "Remove the rule", edit: (editor) => editor.remove(at) }),
    },
  },
});
