/** NP1607: a default deny that restricts one direction and leaves the other open. */

import { nameSite } from "../../model/scope.js";
import { openDirection } from "./one-way-denies.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1607",
  name: "default-deny-one-way",
  title: "A default deny in one direction only",
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
    `${quoted(policy.name)} restricts ${
      open === "egress"
        ? "ingress to every pod, but nothing restricts egress from"
        : "egress from every pod, but nothing restricts ingress to"
    } all of them`,
  note: ({ open }) =>
    open === "egress"
      ? "A compromised pod can connect to anything. If you deny egress too, allow DNS."
      : "The whole cluster can connect to every pod that no other policy selects.",
});
