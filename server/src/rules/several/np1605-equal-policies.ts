/** NP1605: two policies of one namespace with different names and the same content. */

import { nameSite } from "../../model/scope.js";
import { twinsIn } from "./twins.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1605",
  name: "equal-policies",
  title: "Two policies with the same content",
  severity: "hint",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: ["KP-47"],
  tag: "unnecessary",

  *check(_scope, view) {
    for (const it of twinsIn(view)) yield { at: nameSite(it.policy), ...it };
  },

  message: ({ policy, twin }) => `${quoted(policy.name)} is redundant: ${quoted(twin.name)} has the same content`,
  note: () => "The second policy changes nothing. A later change to only one of them may have no effect either.",
  related: ({ twin }) => [{ at: nameSite(twin), message: "has the same content" }],
});
