/** NP1528: two rules for the same pods, peers and port that inspect it in two ways (CV-35). */

import { mixedL7Rules } from "./l7-ways.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1528",
  name: "mixed-l7-rules",
  title: "Two ways to inspect one port",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-51", "CV-35"],

  check: mixedL7Rules,

  message: ({ here, there, port }) =>
    `Cilium cannot combine ${here} on port ${quoted(port)} with ${there.short ?? there.words} in another rule for the same peers`,
  note: () =>
    "Cilium can inspect a port in only one way. It cannot combine the two rules, and the pods keep their previous policy.",
  related: ({ there }) => [{ at: there.at, message: `${there.words} for the same port and peers` }],
});
