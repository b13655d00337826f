/** NP1514: an allow rule without effect, because a deny rule for the same pods denies all of its traffic. */

import { partOf, type Site } from "../../base/source.js";
import type { RuleRef } from "../../engine/answers.js";
import { systemOf } from "../../systems/kinds.js";
import { deniedRules } from "./denials.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1514",
  name: "allow-under-deny",
  title: "An allow rule that a deny rule overrides",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-23"],

  *check(policy, view) {
    for (const it of deniedRules(policy, view)) yield { at: placeOf(it.by), ...it };
  },

  message: ({ by, denial: { policy }, of }) => {
    const where = policy === by.policy ? "this policy" : quoted(policy.name);
    return `This rule allows nothing: a deny rule in ${where} denies all of it for the same ${of}`;
  },
  note: ({ denial: { policy } }) => {
    const rank = systemOf(policy.object).words.rank?.(policy.object);
    return rank === undefined
      ? "A deny rule overrides every allow rule, however narrow the allow rule is and whichever policy it is in."
      : `The deny rule is evaluated first (${rank}), and what it denies stays denied.`;
  },
  related: ({ denial }) => [{ at: placeOf(denial), message: "this rule denies it" }],
});

/** The key that best identifies the rule: its peers, else its ports. */
function placeOf({ at, reading }: RuleRef): Site {
  const first = reading.peers[0]?.at ?? reading.portsAt;
  return first === undefined ? at : partOf(first, "key");
}
