/** NP1211: a rule for probes that admits everyone, where probes need no rule. */

import { probePorts } from "./probe-rules.js";
import { defineRule } from "../rule.js";
export default defineRule({
  code: "NP1211",
  name: "probe-rule-for-everyone",
  title: "A rule for probes that admits everyone",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-43"],

  check: probePorts,

  message: ({ words }) => `Probes need no rule: this one admits every source on ${words}`,
  note: () =>
    "The kubelet probes from the pod's own node, and that is let through whatever policies say. Without the rule probes go on.",
});
