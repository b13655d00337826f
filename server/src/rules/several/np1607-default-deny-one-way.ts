/** NP1607: a default deny that closes one direction and leaves the other open. */

import { opposite } from "../../model/direction.js";
import { nameSite } from "../../model/scope.js";
import { openDirection } from "./one-way-denies.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1607",
  name: "default-deny-one-way",
  title: "A default deny for one direction",
  severity: "info",
  premise: "all-policies",
  persona: "auditor",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-26"],

  *check(policy, view) {
    const open = openDirection(policy, view);
    if (open !== undefined) yield { at: nameSite(policy), policy, open };
  },

  message: ({ policy, open }) =>
    `${quoted(policy.name, 30)} isolates ${opposite(open)} of every pod, and nothing isolates ${open} of all of them`,
  note: ({ open }) =>
    open === "egress"
      ? "A pod that is taken over may connect to anything. Closing egress needs an allowance for DNS beside it."
      : "Every pod is open to the whole cluster, but for those that other policies select.",
});
