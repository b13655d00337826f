/** NP1604: a rule whose peers and ports are all in another rule of the same list. */

import type { RuleReading } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { coveredRules, isOpenedToEveryone } from "./covered-rules.js";
import { defineRule } from "../rule.js";
import { FAR_END } from "../words/words.js";

/** What a rule does to the traffic that it matches. */
const DECIDES: Readonly<Record<RuleReading["verdict"], string>> = {
  allow: "allows",
  deny: "denies",
  pass: "passes",
  log: "logs",
};

export default defineRule({
  code: "NP1604",
  name: "rule-adds-nothing",
  title: "A redundant rule",
  severity: "hint",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-24", "KP-47"],
  tag: "unnecessary",

  *check(policy, view) {
    for (const list of policy.reading.parts.flatMap((it) => it.lists)) {
      for (const [inner, outer] of coveredRules(list, policy, view)) {
        if (isOpenedToEveryone(inner.rule, outer.rule, view)) continue;
        // In Cilium, conditions of a third rule may give the narrow one an effect.
        if (view.coveredBy(inner.allowance.by) !== undefined) yield { at: inner.rule.at, inner, outer, policy };
      }
    }
  },

  message: ({ inner: { rule }, outer }) => {
    const kind = `${rule.direction}${rule.verdict === "deny" ? " deny" : ""} rule`;
    const peers = outer.peers === undefined ? `every ${FAR_END[rule.direction]}` : "its peers";
    return `This ${kind} is redundant: another rule in the list already ${DECIDES[rule.verdict]} ${peers} on its ports`;
  },
  note: ({ policy }) =>
    systemOf(policy.object).traits.neverIsolates === true
      ? "The other rule makes the same decision for everything that this rule matches."
      : "Traffic is allowed if any rule allows it, however narrow the other rules are.",
  related: ({ outer }) => [{ at: outer.rule.at, message: "this rule covers it" }],

  fixes: {
    remove: {
      safety: "safe",
      fix: ({ at }) => ({ title: "Remove the redundant rule", edit: (editor) => editor.remove(at) }),
    },
  },
});
