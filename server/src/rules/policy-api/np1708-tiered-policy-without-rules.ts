/** NP1708: a tiered policy, or a direction of it, without rules and so without effect; a NetworkPolicy would deny everything. */

import { partOf } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import { nameSite } from "../../model/scope.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { defineRule, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { tieredPolicy } from "./tiered-rules.js";

interface WithoutRules extends Finding {
  readonly name: string;
  /** Undefined: the whole policy. */
  readonly direction?: Direction;
}

export default defineRule({
  code: "NP1708",
  name: "tiered-policy-without-rules",
  title: "A tiered policy without rules",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["policy-api"],
  absence: true,
  covers: ["NV-13"],

  *check(policy): Iterable<WithoutRules> {
    if (tieredPolicy(policy) === undefined || hasUnreadField(policy.object, "spec")) return;
    const { name } = policy;
    const lists = policy.reading.parts.flatMap((it) => it.lists);
    if (lists.length === 0) yield { at: nameSite(policy), name };
    for (const { at, direction, rules } of lists) {
      if (rules.length === 0) yield { at: partOf(at, "key"), name, direction };
    }
  },

  message: ({ name, direction }) =>
    direction === undefined
      ? `${quoted(name)} has no rules, so it has no effect`
      : `An empty \`${direction}\` denies nothing: ${quoted(name)} has no effect on ${direction}`,
  note: () => "A tiered policy does not isolate the pods that it selects. Only rules with `action: Deny` deny traffic.",
});
