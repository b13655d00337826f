/** NP1520: egress that is let out to the world on every port and to nothing else, so that the cluster itself is out of reach. */

import { onlyWorlds } from "./only-world.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1520",
  name: "world-without-cluster",
  title: "The world, and not the cluster",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-37"],

  check: onlyWorlds,

  message: ({ text }) =>
    `${quoted(text)} is what is outside the cluster: pods, nodes and the cluster's DNS stay blocked`,
  note: () => "No other policy in sight lets these pods reach anything inside. `cluster` beside `world` admits it all.",
});
