/** NP1211: a rule for probes that allows every source, although probes need no rule. */

import { probePorts } from "./probe-rules.js";
import { defineRule } from "../rule.js";
export default defineRule({
  code: "NP1211",
  name: "probe-rule-for-everyone",
  title: "A rule for probes that allows every source",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-43"],

  check: probePorts,

  message: ({ words }) => `This rule allows every source on ${words}, but probes need no rule`,
  note: () =>
    "The kubelet probes a pod from the pod's own node, which is always allowed. Probes keep working without this rule.",
});
