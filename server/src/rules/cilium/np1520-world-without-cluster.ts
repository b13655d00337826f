/** NP1520: egress that is allowed to the world on all ports and to nothing else, so that the cluster cannot be reached. */

import { onlyWorlds } from "./only-world.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1520",
  name: "world-without-cluster",
  title: "Everything outside the cluster, but nothing inside",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-37"],

  check: onlyWorlds,

  message: ({ text }) => `${quoted(text)} is everything outside the cluster: pods, nodes and cluster DNS stay denied`,
  note: () =>
    "No other policy in this workspace allows these pods to reach anything inside the cluster. `cluster` next to `world` allows all of it.",
});
