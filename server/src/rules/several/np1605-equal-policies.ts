/** NP1605: two policies of one namespace, by different names, that say the same. */

import { nameSite } from "../../model/scope.js";
import { twinsIn } from "./twins.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1605",
  name: "equal-policies",
  title: "Two policies that say the same",
  severity: "hint",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: ["KP-47"],
  tag: "unnecessary",

  *check(_scope, view) {
    for (const it of twinsIn(view)) yield { at: nameSite(it.policy), ...it };
  },

  message: ({ policy, twin }) =>
    `${quoted(policy.name, 30)} says the same as ${quoted(twin.name, 30)}: one of the two is enough`,
  note: () => "Policies add up, and the second adds nothing. Who changes one of them has to think of the other.",
  related: ({ twin }) => [{ at: nameSite(twin), message: "says the same" }],
});
