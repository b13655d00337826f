/** NP1514: an allow rule of which a deny rule for the same pods takes everything. */

import { partOf, type Site } from "../../base/source.js";
import type { RuleRef } from "../../engine/answers.js";
import { systemOf } from "../../systems/kinds.js";
import { deniedRules } from "./denials.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1514",
  name: "allow-under-deny",
  title: "An allow rule that a deny rule takes back",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-23"],

  *check(policy, view) {
    for (const it of deniedRules(policy, view)) yield { at: placeOf(it.by), ...it };
  },

  message: ({ by, denial: { policy } }) => {
    const who = policy === by.policy ? "a deny rule of the policy" : `a deny rule of ${quoted(policy.name, 30)}`;
    return `This rule admits nothing: ${who} refuses all of it to the same pods`;
  },
  note: ({ denial: { policy } }) => {
    const rank = systemOf(policy.object).words.rank?.(policy.object);
    return rank === undefined
      ? "A deny rule wins over every allow rule, however narrow the allow rule is and wherever it stands."
      : `The deny rule is evaluated first (${rank}), and what it denies stays denied.`;
  },
  related: ({ denial }) => [{ at: placeOf(denial), message: "this refuses it" }],
});

/** The key of the rule that says the most of it: its peers, else its ports. */
function placeOf({ at, reading }: RuleRef): Site {
  const first = reading.peers[0]?.at ?? reading.portsAt;
  return first === undefined ? at : partOf(first, "key");
}
