/** NP2004: a policy that denies some traffic and allows none, whose tier then denies the rest too (C19). */

import { partOf } from "../../base/source.js";
import { portsOf, type RuleReading } from "../../model/reading.js";
import { type CalicoRule, DEFAULT_TIER } from "../../systems/calico/model.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { closedLists, tierNameOf } from "./calico-policies.js";

export default defineRule({
  code: "NP2004",
  name: "only-denials",
  title: "A policy that denies some traffic, and so denies all of it",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-19"],

  *check(policy, view) {
    for (const { direction, list, severity } of closedLists(policy, view, onlyDeny)) {
      const rules = policy.reading.parts.flatMap((it) => it.lists).find((it) => it.key === direction)?.rules ?? [];
      if (rules.some((it) => it.verdict === "deny" && isForEverything(it))) continue;
      const inDefault = tierNameOf(policy) === DEFAULT_TIER;
      yield { at: partOf(list.at, "key"), severity, policy, direction, list: list.at, inDefault } as const;
    }
  },

  message: ({ policy, direction }) =>
    `${quoted(policy.name)} allows nothing, so all ${direction} of its pods is denied, not only what it names`,
  note: () =>
    "Traffic that no rule of the tier allows is denied at the end of the tier, because the policy selects the pods.",

  fixes: {
    "allow-rest": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ list, direction, inDefault }) => ({
        title: inDefault ? `Allow all other ${direction}` : `Leave all other ${direction} to later tiers`,
        edit: (editor) => editor.append(list, { action: inDefault ? "Allow" : "Pass" }),
      }),
    },
  },
});

/** False too where an action is none: what it was to do is not known. */
function onlyDeny(rules: readonly CalicoRule[]): boolean {
  return (
    rules.some((it) => it.verdict === "deny") && rules.every((it) => it.verdict === "deny" || it.verdict === "log")
  );
}

/** A denial that is meant to deny everything. */
function isForEverything(rule: RuleReading): boolean {
  return rule.who === "everyone" && portsOf(rule).length === 0 && !rule.isIcmp && rule.conditions.length === 0;
}
